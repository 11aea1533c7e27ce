package io.beemesh.libp2p.relay;

import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Stream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Carries bytes between two streams, both ways, until both sides have said their last, one broke or the limit is
 * reached.
 *
 * <p>Nothing is read from one side before the other took what was read last, so that a slow reader slows its writer
 * down. When one side ends, the other is told; when it goes on for long all the same, both are cut, as no connection
 * lives with half of its bytes.
 */
final class Circuit {
    /** What one side may have sent that the other has not taken. */
    static final int WINDOW_BYTES = Limits.WINDOW_MIN;

    /** What is read and not yet written, on a circuit that was busy once. */
    static final int BUFFER_BYTES = 16 * 1024;

    /** The same on one that never was: most carry little but heartbeats. */
    private static final int SMALL_BYTES = 1024;

    private static final long HALF_OPEN_MAX_SECONDS = 60;

    private final Stream first;
    private final Stream second;
    private final CircuitLimit limit;
    private final Clock clock;
    private final Instant until;
    private final CountDownLatch ends = new CountDownLatch(2);

    /** Between two streams that have agreed on it. */
    Circuit(Stream first, Stream second, CircuitLimit limit, Clock clock) {
        this.first = first;
        this.second = second;
        this.limit = limit;
        this.clock = clock;
        this.until = clock.instant().plus(limit.duration());
    }

    /** Returns when nothing more will come from either side. */
    void carry() throws InterruptedException {
        Thread back = Thread.ofVirtual()
                .name("libp2p-relay-" + second.connection().remote())
                .start(() -> carry(second, first));
        try {
            carry(first, second);
            back.join();
        } finally {
            second.close();
        }
    }

    private void carry(Stream from, Stream to) {
        try {
            copy(from, to);
            to.closeWrite();
            ends.countDown();
            if (!ends.await(HALF_OPEN_MAX_SECONDS, TimeUnit.SECONDS)) {
                cut();
            }
        } catch (IOException e) {
            // One side broke, or the limit is reached: both sides see the end.
            cut();
        } catch (InterruptedException e) {
            cut();
            Thread.currentThread().interrupt();
        }
    }

    private void copy(Stream from, Stream to) throws IOException {
        byte[] buffer = new byte[SMALL_BYTES];
        long carried = 0;
        for (int count = read(from, buffer); count >= 0; count = read(from, buffer)) {
            carried += count;
            if (limit.bytes() > 0 && carried > limit.bytes()) {
                throw new InterruptedIOException("the circuit carried " + limit.bytes() + " bytes, its limit");
            }
            to.out().write(buffer, 0, count);
            if (count == buffer.length && count < BUFFER_BYTES) {
                buffer = new byte[BUFFER_BYTES];
            }
        }
    }

    private int read(Stream from, byte[] buffer) throws IOException {
        if (!limit.duration().isZero()) {
            Duration left = Duration.between(clock.instant(), until);
            if (!left.isPositive()) {
                throw new SocketTimeoutException("the circuit lasted " + limit.duration() + ", its limit");
            }
            from.deadline(left);
        }
        return from.in().read(buffer);
    }

    private void cut() {
        ends.countDown();
        first.reset(0);
        second.reset(0);
    }
}
