/* The limit: an epoll loop that sends back what it reads and parses nothing.
 *
 *   limit PORT
 *
 * No server of the protocol can be faster than this on one core, for it has to do the same reads and
 * writes and more. One connection never waits for another: what a client does not take yet stays in
 * the system's buffers, because nothing more is read from it until all is sent. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK 65536
#define EVENTS 512

struct client {
    int fd;
    size_t waiting, sent; /* what is read and not sent yet is data[sent..waiting] */
    char *data;           /* only while something waits */
};

static char chunk[CHUNK];

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void end(struct client *c) {
    close(c->fd);
    free(c->data);
    free(c);
}

static void carry(struct client *c) { /* until there is no more to read, or no room to write */
    for (;;) {
        while (c->sent < c->waiting) {
            ssize_t n = send(c->fd, c->data + c->sent, c->waiting - c->sent, MSG_NOSIGNAL);
            if (n < 0 && errno == EAGAIN) return;
            if (n < 0) return end(c);
            c->sent += (size_t)n;
        }
        free(c->data);
        c->data = NULL;
        ssize_t n = recv(c->fd, chunk, CHUNK, 0);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) return end(c);
        ssize_t sent = send(c->fd, chunk, (size_t)n, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return end(c);
        c->sent = 0;
        c->waiting = (size_t)(sent < 0 ? n : n - sent);
        if (c->waiting) {
            if (!(c->data = malloc(c->waiting))) die("malloc");
            memcpy(c->data, chunk + n - (ssize_t)c->waiting, c->waiting);
        } else if (n < CHUNK) {
            return; /* the socket was empty; the next bytes are a new edge */
        }
    }
}

static void welcome(int listener, int epoll) {
    int one = 1, fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct client *c = calloc(1, sizeof *c);
        struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
        if (!c) die("calloc");
        c->fd = fd;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) < 0) die("epoll_ctl");
    }
}

int main(int argc, char **argv) {
    struct sockaddr_in at = {.sin_family = AF_INET};
    struct epoll_event events[EVENTS], e = {.events = EPOLLIN, .data.ptr = NULL};
    int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int epoll = epoll_create1(0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons((uint16_t)atoi(argc == 2 ? argv[1] : "0"));
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&at, sizeof at) < 0) die("bind");
    if (listen(listener, 2048) < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e) < 0)
        die("listen");
    for (;;)
        for (int i = 0, n = epoll_wait(epoll, events, EVENTS, -1); i < n; i++) {
            if (events[i].data.ptr)
                carry(events[i].data.ptr);
            else
                welcome(listener, epoll);
        }
}
