package io.beemesh.raft.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** Bytes that can be read some time after they came. One thread reads; another one fetches until the end. */
final class LateInput extends InputStream {
    private static final int CHUNK_BYTES = 64 << 10;

    private final DelayQueue<Chunk> late = new DelayQueue<>();
    private Chunk current = new Chunk(new byte[0], 0);
    private int position;

    LateInput(InputStream in, Duration latency) {
        Thread.ofVirtual().name("late-input").start(() -> fetch(in, latency.toNanos()));
    }

    private void fetch(InputStream in, long latencyNanos) {
        byte[] buffer = new byte[CHUNK_BYTES];
        try {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                late.add(new Chunk(Arrays.copyOf(buffer, length), System.nanoTime() + latencyNanos));
            }
        } catch (IOException e) {
            // The reader finds the end.
        }
        late.add(new Chunk(null, System.nanoTime() + latencyNanos));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (current.bytes != null && position == current.bytes.length) {
                current = late.take();
                position = 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for bytes");
        }
        if (current.bytes == null) {
            return -1;
        }
        int count = Math.min(length, current.bytes.length - position);
        System.arraycopy(current.bytes, position, target, offset, count);
        position += count;
        return count;
    }

    /** Bytes that came together; null for the end. */
    private record Chunk(byte[] bytes, long dueNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(dueNanos, ((Chunk) other).dueNanos);
        }
    }
}
