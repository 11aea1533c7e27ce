package io.beemesh.provider.kubelet.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A body of unknown length (RFC 9112 section 7.1): each write is a chunk and is sent at once. */
final class ChunkedOutput extends OutputStream {
    private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private boolean closed;

    ChunkedOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the body is closed");
        }
        if (length == 0) {
            return; // an empty chunk would end the body
        }
        out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes, offset, length);
        out.write('\r');
        out.write('\n');
        out.flush();
    }

    /** Ends the body. A body that is not closed tells the client that it is incomplete. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            out.write(LAST);
            out.flush();
        }
    }
}
