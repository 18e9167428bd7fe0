import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * What Netty 4.1.48 needs to echo messages that do not arrive in one piece.
 *
 * <p>Its WebSocket00FrameDecoder takes the type byte off the buffer, finds no FF yet and waits; at
 * the next read it takes the first byte of the text for a type. 00 68 65 and then 6C 6C 6F FF gives
 * the message "lo". This handler stands before it and hands on only what ends with an FF. It knows
 * text frames only, as the load generator sends nothing else.
 */
final class WholeFrames extends ByteToMessageDecoder {
    private static final byte END = (byte) 0xFF;

    private int seen; // bytes of what waits that hold no FF

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int from = in.readerIndex();
        int size = in.readableBytes();
        int end = in.indexOf(in.writerIndex(), from + seen, END); // backwards: the last FF
        if (end < 0) {
            seen = size;
            return;
        }
        out.add(in.readRetainedSlice(end + 1 - from));
        seen = in.readableBytes();
    }
}
