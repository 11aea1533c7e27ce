package io.beemesh.agent.images;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long to wait after failed pulls: 10 s doubling to 300 s for each pod and image, forgotten after twice that
 * (client-go's flowcontrol.Backoff). Remembers {@link #ENTRIES_MAX}; over that the oldest is forgotten.
 */
final class PullBackOff {

    static final Duration FIRST = Duration.ofSeconds(10);
    static final Duration MAX = Duration.ofMinutes(5);
    static final int ENTRIES_MAX = 1024;

    private final Clock clock;
    private final Map<String, Failure> failures = new LinkedHashMap<>();

    PullBackOff(Clock clock) {
        this.clock = clock;
    }

    /**
     * A failed pull.
     *
     * @param at when
     * @param delay until the next try
     * @param error what it said
     */
    record Failure(Instant at, Duration delay, String error) {
        Duration left(Instant now) {
            return Duration.between(now, at.plus(delay));
        }
    }

    /** The failure that has to be waited for; empty if a pull may be tried. */
    synchronized Optional<Failure> current(String key) {
        Failure failure = failures.get(key);
        return Optional.ofNullable(failure).filter(f -> f.left(clock.instant()).isPositive());
    }

    synchronized Duration left(Failure failure) {
        return failure.left(clock.instant());
    }

    /** Takes note of a failure and returns how long to wait. */
    synchronized Duration failed(String key, String error) {
        Instant now = clock.instant();
        Failure last = failures.remove(key);
        Duration doubled = last == null || now.isAfter(last.at().plus(MAX.multipliedBy(2)))
                ? FIRST
                : last.delay().multipliedBy(2);
        Duration delay = doubled.compareTo(MAX) > 0 ? MAX : doubled;
        failures.put(key, new Failure(now, delay, error));
        if (failures.size() > ENTRIES_MAX) {
            failures.remove(failures.keySet().iterator().next());
        }
        return delay;
    }
}
