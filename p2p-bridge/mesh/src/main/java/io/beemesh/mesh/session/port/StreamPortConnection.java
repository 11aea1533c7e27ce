package io.beemesh.mesh.session.port;

import io.beemesh.libp2p.Stream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The provider's end of a connection to a port: the bytes of one stream. */
final class StreamPortConnection implements PortConnection {
    private final Stream stream;
    private volatile boolean inEnded;
    private volatile boolean outEnded;

    StreamPortConnection(Stream stream) {
        this.stream = stream;
    }

    @Override
    public InputStream in() {
        return new FilterInputStream(stream.in()) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                inEnded |= read < 0;
                return read;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                inEnded |= read < 0;
                return read;
            }
        };
    }

    @Override
    public OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                stream.out().write(b);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                stream.out().write(buffer, offset, length);
            }

            @Override
            public void close() throws IOException {
                outEnded = true;
                stream.closeWrite();
            }
        };
    }

    /** A reset would take back what the host has not read yet, so it is only for what has not ended in order. */
    @Override
    public void close() {
        if (inEnded && outEnded) {
            stream.close();
        } else {
            stream.reset(0);
        }
    }
}
