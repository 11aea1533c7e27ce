package io.beemesh.libp2p.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Streams over a channel's records, to negotiate a muxer on; what was received and not read is left for it. One thread.
 */
public final class ChannelStreams {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SecureChannel channel;
    private ByteBuffer rest = NOTHING;

    /** Over this channel, which nobody else may use meanwhile. */
    public ChannelStreams(SecureChannel channel) {
        this.channel = channel;
    }

    /** The bytes that were received and not read. */
    public ByteBuffer rest() {
        return rest;
    }

    /** Reads record by record. */
    public InputStream in() {
        return new In();
    }

    /** Writes each call as a record. */
    public OutputStream out() {
        return new Out();
    }

    /** The reading side. */
    private final class In extends InputStream {
        @Override
        public int read() throws IOException {
            return filled() ? rest.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            if (!filled()) {
                return -1;
            }
            int count = Math.min(length, rest.remaining());
            rest.get(target, offset, count);
            return count;
        }

        @Override
        public int available() {
            return rest.remaining();
        }

        private boolean filled() throws IOException {
            if (!rest.hasRemaining()) {
                @Nullable ByteBuffer next = channel.receive();
                rest = next == null ? NOTHING : next;
            }
            return rest.hasRemaining();
        }
    }

    /** The writing side. */
    private final class Out extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            channel.send(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            channel.send(source, offset, length);
        }
    }
}
