/* The load generator: many clients of draft 76 on one epoll loop, and what they saw, as JSON.
 *
 *   loadgen MODE PORT PID CLIENTS SIZE WINDOW WARMUP SECONDS RAW
 *
 *   echo        each of CLIENTS keeps WINDOW messages of SIZE bytes in flight, for WARMUP seconds
 *               unmeasured and SECONDS measured
 *   handshake   CLIENTS at a time connect, shake hands and close, again and again
 *   idle        CLIENTS connect and are silent; then one message of SIZE goes to each and back
 *
 * It must cost less than the fastest server, so it knows as little as it can. The handshakes come
 * ready-made on standard input, as records of a request and the digest that answers it (both after
 * a length, four bytes, low byte first). All messages of a run are equal, so what a client sends and
 * what it must receive is one periodic string of bytes: a check of every byte is one memcmp. With
 * RAW the server is the one that parses nothing, and the answer to a request is the request.
 *
 * PID is the server's; its CPU time is read at the same instants as our own, to show which of the
 * two was the bottleneck. A measured time begins and ends where a message is complete.
 * Exit 0 and a line of JSON, or exit 1 and a line on standard error that says what went wrong. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CHUNK ((size_t)1 << 18) /* bytes read at once */
#define EVENTS 512
#define AT_ONCE 32      /* handshakes under way while many clients connect: below every backlog */
#define SOURCES 200     /* addresses 127.0.0.2 and on to connect from: 28,000 ports each */
#define PATIENCE 30     /* seconds in which something must come */
#define GRACE 60.0      /* seconds beyond the measured time for a message under way */
#define WARM_CLIENTS 64 /* clients that come and go before the memory is first read */

struct shake { /* a handshake, and what must answer it */
    char *request, *digest;
    uint32_t length, digest_length;
};

struct client {
    int fd, open;
    const struct shake *shake;
    size_t answered;         /* bytes of `answer` */
    uint64_t sent, received; /* bytes, after the handshake */
    char answer[1024];
};

struct instant { /* what is read at the begin and the end of a measurement */
    double wall, server, own;
    uint64_t messages;
};

static struct shake *shakes;
static size_t shake_count, next_shake;
static struct client *clients;
static char *frames, *incoming; /* the periodic string, a period and all that is sent at once */
static size_t period, window;
static uint64_t messages; /* complete ones, of all clients */
static int port, epoll, raw, pid;
static clockid_t server_clock;

static void die(const char *format, ...) {
    va_list rest;
    va_start(rest, format);
    vfprintf(stderr, format, rest);
    va_end(rest);
    fputc('\n', stderr);
    exit(1);
}

static double seconds_of(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t) < 0) die("the server is gone");
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double now(void) { return seconds_of(CLOCK_MONOTONIC); }

static struct instant instant(void) {
    return (struct instant){now(), seconds_of(server_clock), seconds_of(CLOCK_PROCESS_CPUTIME_ID),
                            messages};
}

static long resident(void) { /* bytes of the server's memory that are resident */
    char path[64];
    long pages = -1;
    snprintf(path, sizeof path, "/proc/%d/statm", pid);
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%*s %ld", &pages) != 1) die("the server's memory cannot be read");
    fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

static char *read_block(uint32_t *length) { /* NULL at the end of standard input */
    unsigned char l[4];
    if (fread(l, 1, 4, stdin) != 4) return NULL;
    *length = l[0] | (uint32_t)l[1] << 8 | (uint32_t)l[2] << 16 | (uint32_t)l[3] << 24;
    char *block = malloc(*length + 1);
    if (!block || fread(block, 1, *length, stdin) != *length) die("a handshake is cut short");
    return block;
}

static void read_shakes(void) {
    struct shake s;
    while ((s.request = read_block(&s.length)) && (s.digest = read_block(&s.digest_length))) {
        shakes = realloc(shakes, (shake_count + 1) * sizeof *shakes);
        shakes[shake_count++] = s;
    }
    if (!shake_count) die("no handshake came on standard input");
}

static void begin_shake(struct client *c) { /* connect and ask */
    static uint32_t source;
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};
    int one = 1;
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + source++ % SOURCES);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons((uint16_t)port);
    *c = (struct client){.shake = &shakes[next_shake++ % shake_count]};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0) die("socket: %s", strerror(errno));
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    if (bind(c->fd, (struct sockaddr *)&from, sizeof from) < 0) die("bind: %s", strerror(errno));
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to) < 0) die("connect: %s", strerror(errno));
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    if (send(c->fd, c->shake->request, c->shake->length, MSG_NOSIGNAL) != c->shake->length)
        die("a request cannot be sent: %s", strerror(errno));
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e) < 0) die("epoll: %s", strerror(errno));
}

static int is_answered(struct client *c) { /* whether the handshake is complete, and right */
    ssize_t n = recv(c->fd, c->answer + c->answered, sizeof c->answer - c->answered, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) return 0;
    if (n <= 0) die("the server ended a handshake (after %zu bytes)", c->answered);
    c->answered += (size_t)n;
    size_t head = 0, tail = c->shake->length;
    const char *expected = c->shake->request;
    if (!raw) {
        char *end = memmem(c->answer, c->answered, "\r\n\r\n", 4);
        if (!end && c->answered == sizeof c->answer) die("the answer to a handshake is too long");
        if (!end) return 0;
        if (memcmp(c->answer, "HTTP/1.1 101", 12) != 0) die("a handshake was not answered by 101");
        head = (size_t)(end + 4 - c->answer);
        expected = c->shake->digest;
        tail = c->shake->digest_length;
    }
    if (c->answered < head + tail) return 0;
    if (c->answered > head + tail || memcmp(c->answer + head, expected, tail) != 0)
        die("the answer to a handshake is wrong");
    return c->open = 1;
}

static void fill(struct client *c) { /* send until the window is full, or the socket */
    uint64_t target = (c->received / period + window) * period;
    while (c->sent < target) {
        ssize_t n = send(c->fd, frames + c->sent % period, target - c->sent,
                         MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0) die("the server ended a connection");
        c->sent += (uint64_t)n;
    }
}

static void receive(struct client *c) { /* all that has come, each byte checked */
    uint64_t before = c->received / period;
    for (ssize_t n = (ssize_t)CHUNK; n == (ssize_t)CHUNK;) {
        n = recv(c->fd, incoming, CHUNK, MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN) break;
        if (n <= 0) die("the server ended a connection");
        if (memcmp(incoming, frames + c->received % period, (size_t)n) != 0)
            die("an echo is not what was sent");
        c->received += (uint64_t)n;
    }
    if (c->received > c->sent) die("more came back than was sent");
    messages += c->received / period - before;
}

static int wait_for(struct epoll_event *events) {
    int n = epoll_wait(epoll, events, EVENTS, PATIENCE * 1000);
    if (n == 0) die("nothing came for %d s", PATIENCE);
    return n < 0 ? 0 : n;
}

static double connect_all(int count) { /* seconds until all clients are open */
    struct epoll_event events[EVENTS];
    double begin = now();
    for (int begun = 0, done = 0; done < count;) {
        while (begun < count && begun - done < AT_ONCE) begin_shake(&clients[begun++]);
        for (int i = 0, n = wait_for(events); i < n; i++) {
            struct client *c = events[i].data.ptr;
            if (!c->open) done += is_answered(c);
        }
    }
    return now() - begin;
}

/* Serve events until `until` messages are complete or, with 0, for the measured time. */
static void exchange(uint64_t until, double warmup, double span, struct instant mark[2]) {
    struct epoll_event events[EVENTS];
    double begin = now(), last = begin + warmup + span + GRACE;
    int marks = 0;
    while (until ? messages < until : marks < 2) {
        uint64_t before = messages;
        for (int i = 0, n = wait_for(events); i < n; i++) {
            struct client *c = events[i].data.ptr;
            if (events[i].events & ~(uint32_t)EPOLLOUT) receive(c);
            if (!until) fill(c);
        }
        if (until) continue;
        double t = now();
        if (t > last) die("no message was complete within %.0f s", GRACE);
        if (messages == before) continue;
        if (t >= (marks ? mark[0].wall + span : begin + warmup)) mark[marks++] = instant();
    }
}

static void shake_hands(int count, double warmup, double span, struct instant mark[2]) {
    struct epoll_event events[EVENTS];
    int marks = 0;
    double begin = now();
    for (int i = 0; i < count; i++) begin_shake(&clients[i]);
    while (marks < 2) {
        for (int i = 0, n = wait_for(events); i < n; i++) {
            struct client *c = events[i].data.ptr;
            if (!is_answered(c)) continue;
            close(c->fd);
            messages++;
            begin_shake(c);
        }
        if (now() >= (marks ? mark[0].wall + span : begin + warmup)) mark[marks++] = instant();
    }
}

static double round_of(int count) { /* seconds for a message to each client and back */
    double begin = now();
    messages = 0;
    for (int i = 0; i < count; i++) fill(&clients[i]);
    exchange((uint64_t)count, 0, 0, NULL);
    return now() - begin;
}

static int idle(int count) {
    int warm = count < WARM_CLIENTS ? count : WARM_CLIENTS;
    connect_all(warm);
    round_of(warm);
    for (int i = 0; i < warm; i++) close(clients[i].fd);
    usleep(300000);
    long before = resident();
    double connected = connect_all(count);
    usleep(300000);
    long silent = resident();
    double round = round_of(count);
    printf("{\"connect_seconds\": %.6f, \"round_seconds\": %.6f, \"clients\": %d, "
           "\"resident_before\": %ld, \"resident_idle\": %ld, \"resident_after_round\": %ld}\n",
           connected, round, count, before, silent, resident());
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 10) die("usage: loadgen MODE PORT PID CLIENTS SIZE WINDOW WARMUP SECONDS RAW");
    int count = atoi(argv[4]), size = atoi(argv[5]);
    double warmup = atof(argv[7]), span = atof(argv[8]);
    struct instant mark[2];
    port = atoi(argv[2]);
    pid = atoi(argv[3]);
    window = (size_t)atoi(argv[6]);
    raw = atoi(argv[9]);
    if (clock_getcpuclockid(pid, &server_clock)) die("there is no process %d", pid);
    if (count < 1 || size < 1 || window < 1) die("CLIENTS, SIZE and WINDOW must be above 0");
    period = (size_t)size + 2;
    size_t length = period + (period * window > CHUNK ? period * window : CHUNK);
    frames = malloc(length);
    incoming = malloc(CHUNK);
    clients = calloc((size_t)count, sizeof *clients);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!frames || !incoming || !clients || epoll < 0) die("out of memory or of descriptors");
    for (size_t i = 0, at = 0; i < length; i++, at = at + 1 == period ? 0 : at + 1)
        frames[i] = at == 0 ? '\0' : at == period - 1 ? '\xff' : (char)('a' + at % 23);
    read_shakes();
    if (!strcmp(argv[1], "idle")) return idle(count);
    if (!strcmp(argv[1], "handshake"))
        shake_hands(count, warmup, span, mark);
    else {
        connect_all(count);
        for (int i = 0; i < count; i++) fill(&clients[i]);
        exchange(0, warmup, span, mark);
    }
    printf("{\"seconds\": %.6f, \"messages\": %llu, \"server_cpu\": %.6f, \"generator_cpu\": %.6f}\n",
           mark[1].wall - mark[0].wall, (unsigned long long)(mark[1].messages - mark[0].messages),
           mark[1].server - mark[0].server, mark[1].own - mark[0].own);
    return 0;
}
