package io.beemesh.mesh.testing;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** One end of a stream in memory. */
public final class FakeStream implements Stream {
    private final Connection connection;
    private final Protocol protocol;
    private final Pipe in;
    private final Pipe out;
    private volatile Duration deadline = Duration.ZERO;

    FakeStream(Connection connection, Protocol protocol, Pipe in, Pipe out) {
        this.connection = connection;
        this.protocol = protocol;
        this.in = in;
        this.out = out;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public Protocol protocol() {
        return protocol;
    }

    @Override
    public InputStream in() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return in.read(buffer, offset, length, deadline);
            }
        };
    }

    @Override
    public OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                out.write(buffer, offset, length, deadline);
            }

            @Override
            public void close() {
                closeWrite();
            }
        };
    }

    @Override
    public void deadline(Duration perCall) {
        deadline = perCall;
    }

    /** Its window is the host's, which is small. */
    @Override
    public void window(int bytes) {}

    @Override
    public void closeWrite() {
        out.finish();
    }

    @Override
    public void reset(int code) {
        in.reset();
        out.reset();
    }

    @Override
    public void close() {
        out.finish();
        in.ignore();
    }
}
