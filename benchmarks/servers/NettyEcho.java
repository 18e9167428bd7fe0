import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/**
 * Echo server on Netty 4.1.48, after its example http.websocketx.server. How that example sends, each
 * frame written and flushed at once, is `NettyEcho PORT each`. `NettyEcho PORT read` flushes once
 * when all that was read is handled, as the example `echo` does: the stronger opponent. Debian ships
 * no native epoll transport, so this is the NIO one. WholeFrames says what it is there for.
 */
public final class NettyEcho {
    private static final int MAX_FRAME = 32 * 1024 * 1024;

    private static final class Echo extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private final boolean flushEach;

        Echo(boolean flushEach) {
            this.flushEach = flushEach;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            // The text becomes a String and again bytes, as an application sees it.
            TextWebSocketFrame echo = new TextWebSocketFrame(frame.text());
            if (flushEach) {
                context.writeAndFlush(echo);
            } else {
                context.write(echo);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
                context.pipeline().addFirst(new WholeFrames());
            }
            super.userEventTriggered(context, event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            System.err.println(cause);
            context.close();
        }
    }

    public static void main(String[] args) throws InterruptedException {
        boolean flushEach = args[1].equals("each");
        EventLoopGroup loop = new NioEventLoopGroup(1);
        ServerBootstrap server = new ServerBootstrap();
        server.group(loop).channel(NioServerSocketChannel.class);
        server.option(ChannelOption.SO_BACKLOG, 2048);
        server.childOption(ChannelOption.TCP_NODELAY, true);
        server.childHandler(new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(
                    new HttpServerCodec(),
                    new HttpObjectAggregator(65536),
                    new WebSocketServerProtocolHandler("/", null, false, MAX_FRAME),
                    new Echo(flushEach));
            }
        });
        server.bind("127.0.0.1", Integer.parseInt(args[0])).sync().channel().closeFuture().sync();
    }
}
