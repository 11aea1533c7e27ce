package io.beemesh.agent.pods;

import io.beemesh.agent.podman.PodInfo;
import java.time.Instant;
import java.util.Optional;

/**
 * Where the host is with a pod.
 *
 * <pre>
 * SettingUp --> Active --> Ended
 *     |           |          |
 *     +-----> Stopping <-----+   (a stop order leads to Gone, a failure to Ended)
 *                |
 *              Gone
 * </pre>
 */
sealed interface Stage {
    /** Volumes and network are made; tried again after failures. */
    record SettingUp(int failures, Instant notBefore) implements Stage {
        private static final int FAILURES_MAX = 6;
        static final SettingUp AT_ONCE = new SettingUp(0, Instant.MIN);

        /** The next try: after two seconds, then twice as long each time, up to about a minute. */
        SettingUp failed(Instant now) {
            int more = Math.min(failures + 1, FAILURES_MAX);
            return new SettingUp(more, now.plusSeconds(1L << more));
        }
    }

    /** The sandbox is up: containers run as planned. */
    record Active(PodInfo sandbox) implements Stage {}

    /**
     * Containers are being stopped.
     *
     * @param sandbox if there was one
     * @param killAt when what still runs is killed, whatever grace it was promised
     * @param remove whether the pod goes away afterwards; else it stays, ended
     */
    record Stopping(Optional<PodInfo> sandbox, long graceSeconds, Instant killAt, boolean remove) implements Stage {
        /** The pod is to go away afterwards; a shorter grace than it was promised counts, and its end. */
        Stopping forGood(long otherGraceSeconds, Instant end) {
            boolean sooner = otherGraceSeconds < graceSeconds;
            return new Stopping(sandbox, Math.min(otherGraceSeconds, graceSeconds), sooner ? end : killAt, true);
        }
    }

    /** Nothing runs and nothing will. */
    record Ended(Optional<PodInfo> sandbox) implements Stage {}

    /** Removed and forgotten. */
    record Gone() implements Stage {}
}
