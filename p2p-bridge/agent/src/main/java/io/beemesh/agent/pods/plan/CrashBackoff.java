package io.beemesh.agent.pods.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long containers that ended wait for their next run: none, then 10 s, doubling to 300 s; a run of 10 minutes makes
 * it none again, and so does another image. Instants are of a clock that never jumps. For one thread.
 *
 * <p><i>Source:</i> client-go util/flowcontrol/backoff.go, kubelet kuberuntime_manager.go doBackOff.
 */
public final class CrashBackoff {
    /** After the second end in a row. */
    public static final Duration FIRST = Duration.ofSeconds(10);
    /** Never longer. */
    public static final Duration LONGEST = Duration.ofMinutes(5);

    private final Map<String, Delay> delays = new HashMap<>();

    private record Delay(String image, Duration delay, Instant since) {}

    /** How long the container waits at all, if it still does. */
    public Optional<Duration> waiting(String container, String image, Instant finishedAt, Instant now) {
        Delay delay = delays.get(container);
        if (delay == null || expired(delay, image, finishedAt)) {
            return Optional.empty();
        }
        return now.isBefore(finishedAt.plus(delay.delay)) ? Optional.of(delay.delay) : Optional.empty();
    }

    /** Notes that the container is started again. */
    public void next(String container, String image, Instant finishedAt, Instant now) {
        Delay before = delays.get(container);
        Duration delay = FIRST;
        if (before != null && !expired(before, image, finishedAt)) {
            Duration twice = before.delay.multipliedBy(2);
            delay = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        }
        delays.put(container, new Delay(image, delay, now));
    }

    private static boolean expired(Delay delay, String image, Instant finishedAt) {
        return !delay.image.equals(image)
                || Duration.between(delay.since, finishedAt).compareTo(LONGEST.multipliedBy(2)) > 0;
    }
}
