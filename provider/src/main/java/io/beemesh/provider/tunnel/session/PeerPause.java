package io.beemesh.provider.tunnel.session;

import org.jspecify.annotations.Nullable;

/**
 * Whether a server takes data of a connection, as far as its PAUSEs and RESUMEs can be trusted.
 *
 * <p>remotedialer has one flag for both directions, so that a RESUME that crosses a PAUSE makes it forget that it owes
 * one. A PAUSE is therefore trusted for a while; then a single byte probes whether it holds still. Not thread-safe.
 */
final class PeerPause {
    private final long trustedNanos;
    private final long answerNanos;
    private State state = State.FREE;
    private long since;

    private enum State {
        FREE,
        PAUSED,
        PROBED
    }

    /** What may be done now. */
    sealed interface Turn {
        /** Send as much as there is. */
        record Send() implements Turn {}

        /** Send one byte, ahead of it a RESUME. */
        record Probe() implements Turn {}

        /** Nothing for so long, unless the server says otherwise. */
        record Wait(long nanos) implements Turn {}
    }

    PeerPause(SessionLimits.Pace pace) {
        trustedNanos = pace.pauseTrusted().toNanos();
        answerNanos = pace.probeAnswer().toNanos();
    }

    void pause(long nowNanos) {
        state = State.PAUSED;
        since = nowNanos;
    }

    void resume() {
        state = State.FREE;
    }

    /** Whether the last that the server said is that it is full. */
    boolean full() {
        return state == State.PAUSED;
    }

    Turn turn(long nowNanos) {
        Turn wait = waitOf(nowNanos);
        if (wait != null) {
            return wait;
        }
        if (state == State.PAUSED) {
            state = State.PROBED;
            since = nowNanos;
            return new Turn.Probe();
        }
        state = State.FREE;
        return new Turn.Send();
    }

    private Turn.@Nullable Wait waitOf(long nowNanos) {
        long length =
                switch (state) {
                    case FREE -> 0;
                    case PAUSED -> trustedNanos;
                    case PROBED -> answerNanos;
                };
        long left = length - (nowNanos - since);
        return state != State.FREE && left > 0 ? new Turn.Wait(left) : null;
    }
}
