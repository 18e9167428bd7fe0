// Echo server on websocketpp 0.8.2: its example echo_server, without the logs, and with room for
// more clients to wait for accept() and for large messages.
#include <cstdlib>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>

typedef websocketpp::server<websocketpp::config::asio> server;

int main(int argc, char **argv) {
    server echo;
    echo.clear_access_channels(websocketpp::log::alevel::all);
    echo.clear_error_channels(websocketpp::log::elevel::all);
    echo.init_asio();
    echo.set_reuse_addr(true);
    echo.set_listen_backlog(2048);
    echo.set_max_message_size(32 * 1024 * 1024);
    echo.set_tcp_post_init_handler([&echo](websocketpp::connection_hdl client) {
        echo.get_con_from_hdl(client)->get_raw_socket().set_option(asio::ip::tcp::no_delay(true));
    });
    echo.set_message_handler([&echo](websocketpp::connection_hdl client, server::message_ptr message) {
        websocketpp::lib::error_code error; // a client that is gone
        echo.send(client, message->get_payload(), message->get_opcode(), error);
    });
    echo.listen(asio::ip::address_v4::loopback(), argc == 2 ? std::atoi(argv[1]) : 0);
    echo.start_accept();
    echo.run();
}
