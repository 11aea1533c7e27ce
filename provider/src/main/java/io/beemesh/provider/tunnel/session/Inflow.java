package io.beemesh.provider.tunnel.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a server sent over a connection and the kubelet has not taken yet, and whether the server was asked to pause.
 *
 * <p>Its bounds are those of {@link SessionLimits.Flow}; at the last of them nothing more is taken. Not thread-safe.
 */
final class Inflow {
    /** What a message costs beside its bytes: many small ones must not cost more than is counted. */
    static final int MESSAGE_OVERHEAD_BYTES = 128;

    private final SessionLimits.Flow limits;
    private final HeldBytes all;
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private long heldBytes;
    private boolean paused;

    /** What became of a message. */
    enum Offer {
        /** It waits for the kubelet. */
        TAKEN,
        /** It waits for the kubelet, and the server has to be asked to pause. */
        TAKEN_AND_FULL,
        /** It was not taken: the connection cannot go on whole. */
        REFUSED
    }

    Inflow(SessionLimits.Flow limits, HeldBytes all) {
        this.limits = limits;
        this.all = all;
    }

    Offer offer(ByteBuffer bytes) {
        long cost = cost(bytes);
        if (heldBytes + cost > limits.heldBytesMax() || !all.take(cost)) {
            return Offer.REFUSED;
        }
        heldBytes += cost;
        waiting.add(bytes);
        if (paused || heldBytes <= limits.fullBytes()) {
            return Offer.TAKEN;
        }
        paused = true;
        return Offer.TAKEN_AND_FULL;
    }

    /** The next bytes for the kubelet; null if there are none. */
    @Nullable
    ByteBuffer poll() {
        ByteBuffer next = waiting.poll();
        if (next != null) {
            heldBytes -= cost(next);
            all.giveBack(cost(next));
        }
        return next;
    }

    /** Whether the server has to be told to go on now; if so it counts as told. */
    boolean mayResume() {
        boolean resumes = paused && heldBytes < limits.lowBytes();
        paused &= !resumes;
        return resumes;
    }

    /** Whether the server was asked to pause, and not yet to go on. */
    boolean paused() {
        return paused;
    }

    void clear() {
        while (poll() != null) {
            // each gives its bytes back
        }
    }

    private static long cost(ByteBuffer bytes) {
        return (long) MESSAGE_OVERHEAD_BYTES + bytes.remaining();
    }
}
