package io.beemesh.mesh.frame;

import io.beemesh.libp2p.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** The bytes of a stream, all reads together within a bound, however slowly they trickle. */
final class BoundedInput extends InputStream {
    private final Stream stream;
    private final InputStream in;
    private final Duration bound;
    private final long startedNanos = System.nanoTime();

    BoundedInput(Stream stream, Duration bound) {
        this.stream = stream;
        this.in = stream.in();
        this.bound = bound;
    }

    @Override
    public int read() throws IOException {
        arm();
        return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        arm();
        return in.read(buffer, offset, length);
    }

    private void arm() throws SocketTimeoutException {
        Duration left = bound.minusNanos(System.nanoTime() - startedNanos);
        if (left.isNegative() || left.isZero()) {
            throw new SocketTimeoutException("no whole answer within " + bound.toMillis() + " ms");
        }
        stream.deadline(left);
    }
}
