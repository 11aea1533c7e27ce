package io.beemesh.libp2p.muxer.yamux;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** Cuts a session's bytes into frames, payloads part by part as they arrive. For one thread. */
final class FrameReader {
    private final Handler handler;
    private final byte[] head = new byte[Frame.BYTES];
    private int headBytes;
    private long payloadLeft;

    FrameReader(Handler handler) {
        this.handler = handler;
    }

    /**
     * Takes all bytes of the buffer, which is backed by an array.
     *
     * @throws ProtocolException if they are no frames
     */
    void accept(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            if (payloadLeft > 0) {
                payload(in);
            } else {
                head(in);
            }
        }
    }

    private void head(ByteBuffer in) throws IOException {
        int part = Math.min(Frame.BYTES - headBytes, in.remaining());
        in.get(head, headBytes, part);
        headBytes += part;
        if (headBytes < Frame.BYTES) {
            return;
        }
        headBytes = 0;
        if (head[0] != 0) {
            throw new ProtocolException("yamux: version " + (head[0] & 0xff) + " (expected: 0)");
        }
        Frame frame = Frame.read(head);
        handler.frame(frame);
        if (frame.type() == Frame.DATA) {
            payloadLeft = frame.unsignedLength();
            if (payloadLeft == 0) {
                handler.payloadEnd();
            }
        }
    }

    private void payload(ByteBuffer in) throws IOException {
        int part = (int) Math.min(payloadLeft, in.remaining());
        handler.payload(in.array(), in.arrayOffset() + in.position(), part);
        in.position(in.position() + part);
        payloadLeft -= part;
        if (payloadLeft == 0) {
            handler.payloadEnd();
        }
    }

    /** What becomes of frames. */
    interface Handler {
        /** A frame began; its payload follows if it has one. */
        void frame(Frame frame) throws IOException;

        /** A part of the payload of the last frame. */
        void payload(byte[] bytes, int offset, int length) throws IOException;

        /** The payload of the last frame is complete, an empty one too. */
        void payloadEnd() throws IOException;
    }
}
