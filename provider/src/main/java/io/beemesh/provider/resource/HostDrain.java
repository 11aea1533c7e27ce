package io.beemesh.provider.resource;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.kube.pod.PodEvictor;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.resource.ConditionFact.Truth;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Evicts the pods of hosts that are drained. As {@code kubectl drain} does, it leaves pods of DaemonSets and mirror
 * pods alone; and pods that have ended, too, for they are in nobody's way.
 *
 * <p>A pod whose eviction was refused is asked for again after five seconds, then ten, up to a minute. What it
 * remembers of refusals is no more than the pods of the hosts that are drained. Safe for use by any thread.
 */
public final class HostDrain {
    private static final String DRAINED = "Drained";
    private static final String MIRROR_ANNOTATION = "kubernetes.io/config.mirror";
    private static final Duration PAUSE_MIN = Duration.ofSeconds(5);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(1);

    private final Supplier<List<PodSource>> sources;
    private final PodEvictor evictor;
    private final Clock clock;
    private final Map<PeerId, Map<String, Refusal>> refusals = new ConcurrentHashMap<>();

    /**
     * Nothing is evicted before {@link #advance}.
     *
     * @param sources of the pods of all virtual nodes
     */
    public HostDrain(Supplier<List<PodSource>> sources, PodEvictor evictor, Clock clock) {
        this.sources = sources;
        this.evictor = evictor;
        this.clock = clock;
    }

    /** How far the drain of a host is. */
    sealed interface Progress {
        /** What the condition Drained says. */
        ConditionFact fact();

        /** Whether there is nothing to do any more. */
        default boolean isOver() {
            return this instanceof Left left && left.pods == 0;
        }
    }

    /** The pods are not known yet. */
    record NotKnown() implements Progress {
        @Override
        public ConditionFact fact() {
            return new ConditionFact(DRAINED, Truth.FALSE, "Draining", "the host's pods are not known yet");
        }
    }

    /**
     * The pods are known.
     *
     * @param pods that are still there and have to go
     * @param staying pods that are left alone
     * @param obstacle why the first of those that cannot go yet cannot
     */
    record Left(int pods, int staying, Optional<String> obstacle) implements Progress {
        @Override
        public ConditionFact fact() {
            if (pods == 0) {
                String rest = staying == 0 ? "" : "; " + staying + " of DaemonSets, or mirror pods, stay";
                return new ConditionFact(DRAINED, Truth.TRUE, "Drained", "no pod is left to evict" + rest);
            }
            String count = pods == 1 ? "1 pod is left" : pods + " pods are left";
            return obstacle.map(why -> new ConditionFact(DRAINED, Truth.FALSE, "Blocked", count + "; " + why))
                    .orElseGet(() -> new ConditionFact(DRAINED, Truth.FALSE, "Draining", count));
        }
    }

    /** Evicts what may be evicted now, and says what is left; call it again while something is. */
    Progress advance(PeerId host) {
        List<PodSource> known = sources.get();
        if (!known.stream().allMatch(PodSource::synced)) {
            return new NotKnown();
        }
        List<Pod> running = known.stream()
                .flatMap(source -> source.all().stream())
                .filter(pod -> isOn(pod, host) && !hasEnded(pod))
                .sorted(Comparator.comparing(pod -> PodRef.of(pod).toString()))
                .toList();
        List<Pod> going = running.stream().filter(pod -> !stays(pod)).toList();
        Map<String, Refusal> before = refusals.getOrDefault(host, Map.of());
        Map<String, Refusal> after = new HashMap<>();
        Optional<String> obstacle = Optional.empty();
        boolean failed = false;
        for (Pod pod : going) {
            Optional<Refusal> last = Optional.ofNullable(before.get(uid(pod)));
            // What failed for one may fail for all, each time as slowly: the others are asked for the next time.
            Optional<Refusal> refusal = failed ? last : ask(pod, last);
            failed |= refusal.filter(it -> it.failed && !refusal.equals(last)).isPresent();
            refusal.ifPresent(it -> after.put(uid(pod), it));
            obstacle = obstacle.or(() -> refusal.map(it -> PodRef.of(pod) + ": " + it.message));
        }
        refusals.put(host, Map.copyOf(after));
        return new Left(going.size(), running.size() - going.size(), obstacle);
    }

    /** The host is not to be drained any more: forgets what is remembered of it. Idempotent. */
    void end(PeerId host) {
        refusals.remove(host);
    }

    /** Asks for one pod, unless it goes already or was asked for a moment ago; empty if nothing is in its way. */
    private Optional<Refusal> ask(Pod pod, Optional<Refusal> last) {
        Instant now = clock.instant();
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        if (last.filter(it -> now.isBefore(it.until)).isPresent()) {
            return last;
        }
        return switch (evictor.evict(PodRef.of(pod))) {
            case PodEvictor.Outcome.Evicted() -> Optional.empty();
            case PodEvictor.Outcome.Blocked(String message) -> Optional.of(Refusal.of(message, false, last, now));
            case PodEvictor.Outcome.Failed(String message) -> Optional.of(Refusal.of(message, true, last, now));
        };
    }

    private static boolean isOn(Pod pod, PeerId host) {
        return Assignment.of(pod).filter(it -> it.host().equals(host)).isPresent();
    }

    private static boolean hasEnded(Pod pod) {
        return pod.getStatus() != null
                && Set.of("Succeeded", "Failed")
                        .contains(String.valueOf(pod.getStatus().getPhase()));
    }

    /** <i>Source:</i> kubectl, {@code pkg/drain/filters.go}. */
    private static boolean stays(Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        boolean mirror =
                metadata.getAnnotations() != null && metadata.getAnnotations().containsKey(MIRROR_ANNOTATION);
        return mirror
                || metadata.getOwnerReferences().stream()
                        .anyMatch(owner -> Boolean.TRUE.equals(owner.getController())
                                && owner.getKind().equals("DaemonSet"));
    }

    private static String uid(Pod pod) {
        return pod.getMetadata().getUid();
    }

    /**
     * What was said to an eviction.
     *
     * @param message why not
     * @param failed whether the answer had nothing to do with budgets
     * @param pause before it is asked for again
     * @param until when that is
     */
    private record Refusal(String message, boolean failed, Duration pause, Instant until) {
        static Refusal of(String message, boolean failed, Optional<Refusal> last, Instant now) {
            Duration doubled = last.map(it -> it.pause.multipliedBy(2)).orElse(PAUSE_MIN);
            Duration pause = doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
            return new Refusal(message, failed, pause, now.plus(pause));
        }
    }
}
