package io.beemesh.provider.kube.pod;

import io.beemesh.provider.kube.pod.EventRecorder.Happening;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the same happenings together and bounds how many are written for a pod; pure but for what it remembers.
 *
 * <p>A pod may have {@value #BURST} at once and one more each five minutes; what is over that is dropped. Remembers the
 * latest {@value #REMEMBERED} pods and happenings. Not safe for use by many threads. <i>Source:</i> client-go,
 * tools/record/events_cache.go.
 */
final class EventAggregator {
    static final int BURST = 25;
    static final int REMEMBERED = 4096;
    private static final Duration REFILL = Duration.ofMinutes(5);

    private final Map<Key, Written> written = bounded();
    private final Map<String, Allowance> allowances = bounded();

    /** Whether the happening may be written. */
    boolean allowed(Happening happening) {
        Allowance old = allowances.getOrDefault(happening.pod().uid(), new Allowance(BURST, happening.at()));
        long refilled =
                Math.max(0, Duration.between(old.since(), happening.at()).dividedBy(REFILL));
        long left = Math.min(BURST, old.left() + refilled);
        Instant since = left == BURST ? happening.at() : old.since().plus(REFILL.multipliedBy(refilled));
        allowances.put(happening.pod().uid(), new Allowance(Math.max(0, left - 1), since));
        return left > 0;
    }

    /** The event that already tells of the same, if it is remembered. */
    Optional<Written> known(Happening happening) {
        return Optional.ofNullable(written.get(Key.of(happening)));
    }

    /** The happening was written. */
    void remember(Happening happening, Written as) {
        written.put(Key.of(happening), as);
    }

    /** The event is not there any more. */
    void forget(Happening happening) {
        written.remove(Key.of(happening));
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /**
     * An event at the API server.
     *
     * @param name of the Event
     * @param count of happenings that it tells of
     */
    record Written(String name, int count) {}

    private record Allowance(long left, Instant since) {}

    private record Key(String uid, String fieldPath, boolean warning, String reason, String message) {
        static Key of(Happening it) {
            return new Key(it.pod().uid(), it.fieldPath(), it.warning(), it.reason(), it.message());
        }
    }
}
