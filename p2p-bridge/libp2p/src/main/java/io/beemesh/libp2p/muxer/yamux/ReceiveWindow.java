package io.beemesh.libp2p.muxer.yamux;

import io.beemesh.libp2p.Limits;

/**
 * How much the peer may send, and what it sent that nobody has read. Guarded by its stream's lock.
 *
 * <p>Credit is given for what was read. The window doubles, up to a bound, when half of it was read within four round
 * trips and nearly nothing is left to read: then it, and not the reader, is what holds the peer back.
 */
final class ReceiveWindow {
    private static final int ROUND_TRIPS = 4;
    /** What a peer may still send to a stream that nobody reads before the stream is reset. */
    private static final long DROPPED_MAX_BYTES = 1 << 20;

    private final YamuxSettings settings;
    private final ReceiveBuffer buffer;
    private int windowMax;
    private int window = Limits.WINDOW_MIN;
    private long granted = Limits.WINDOW_MIN;
    private long dropped;
    private long epochNanos;

    ReceiveWindow(YamuxSettings settings) {
        this.settings = settings;
        this.buffer = new ReceiveBuffer(settings.chunks());
        this.windowMax = settings.limits().window();
        this.epochNanos = settings.ticker().getAsLong();
    }

    /** A window that has grown already stays as it is. */
    void bound(int bytes) {
        windowMax = Math.max(Limits.WINDOW_MIN, Math.min(bytes, windowMax));
    }

    int size() {
        return buffer.size();
    }

    boolean admit(long length) {
        granted -= length;
        return granted >= 0;
    }

    void append(byte[] source, int offset, int length) {
        buffer.append(source, offset, length);
    }

    int take(byte[] target, int offset, int length) {
        return buffer.take(target, offset, length);
    }

    void drop() {
        dropped += buffer.size();
        buffer.clear();
    }

    /** Nobody will read any more. */
    void close() {
        drop();
        epochNanos = settings.ticker().getAsLong();
    }

    long closedForNanos() {
        return settings.ticker().getAsLong() - epochNanos;
    }

    /** Counts what nobody will read and returns the credit for it. */
    int discard(int length) {
        dropped += length;
        return credit(0);
    }

    boolean floods() {
        return dropped > DROPPED_MAX_BYTES;
    }

    /** The credit to give now; 0 for none yet. */
    int credit(long rttNanos) {
        long unread = buffer.size();
        if (window - granted - unread < window / 2) {
            return 0;
        }
        long now = settings.ticker().getAsLong();
        boolean drained = unread < window / 8;
        if (drained && now - epochNanos < ROUND_TRIPS * rttNanos) {
            window = Math.max(window, Math.min(window * 2, windowMax));
        }
        epochNanos = now;
        long credit = window - granted - unread;
        granted += credit;
        return (int) credit;
    }
}
