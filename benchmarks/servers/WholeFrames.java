import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * What Netty 4.1.48 needs to echo messages that do not arrive in one piece.
 *
 * <p>Its WebSocket00FrameDecoder takes the type byte off the buffer, finds no FF yet and waits; at
 * the next read it takes the first byte of the text for a type. 00 68 65 and then 6C 6C 6F FF gives
 * the message "lo". This handler stands before it and hands on only what ends with a frame. It knows
 * text frames and the closing frame FF 00, as the load generator sends nothing else but the first.
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
        if (end == from || in.getByte(end - 1) == END) { // it ends no text: the type of FF 00
            end = end + 1 < in.writerIndex() ? end + 1 : end - 1;
        }
        if (end < from) {
            return; // FF alone; its 00 is still to come
        }
        out.add(in.readRetainedSlice(end + 1 - from));
        from = in.readerIndex();
        seen = in.isReadable() && in.getByte(from) == END ? 0 : in.readableBytes();
    }
}
