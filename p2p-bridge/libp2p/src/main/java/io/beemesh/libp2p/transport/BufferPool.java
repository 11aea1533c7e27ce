package io.beemesh.libp2p.transport;

import java.util.concurrent.ArrayBlockingQueue;

/**
 * Buffers of one size that are lent for as long as bytes are in them, so that idle connections hold none.
 *
 * <p>Safe for use by any thread, never blocks. An empty pool allocates, a full one lets go.
 */
public final class BufferPool {
    private final int bufferBytes;
    private final ArrayBlockingQueue<byte[]> idle;

    /**
     * An empty pool.
     *
     * @param bufferBytes the size of each buffer
     * @param idleMax how many it keeps for the next borrower
     */
    public BufferPool(int bufferBytes, short idleMax) {
        this.bufferBytes = bufferBytes;
        this.idle = new ArrayBlockingQueue<>(idleMax);
    }

    /** Lends a buffer, whose content is whatever it is. */
    public byte[] take() {
        byte[] buffer = idle.poll();
        return buffer == null ? new byte[bufferBytes] : buffer;
    }

    /** Takes a lent buffer back; one of another size is let go. */
    public void give(byte[] buffer) {
        if (buffer.length == bufferBytes && !idle.offer(buffer)) {
            // The pool is full: this one is left to the collector.
            return;
        }
    }
}
