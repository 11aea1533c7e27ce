package io.beemesh.provider.pods;

import io.beemesh.provider.pods.resolve.ReadinessGates;
import io.beemesh.provider.state.Grouping;
import io.beemesh.provider.state.StateWish;
import io.beemesh.provider.status.StatusMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What a pod's own fields say about how to treat it; pure. */
final class PodRules {
    private static final long GRACE_SECONDS = 30;

    private PodRules() {}

    /** Whether two of it at once would do harm: a StatefulSet's. */
    static boolean stateful(Pod pod) {
        return ownedBy(pod, "StatefulSet");
    }

    /** Whether somebody wants it on each node; a virtual node is many hosts. */
    static boolean daemon(Pod pod) {
        return ownedBy(pod, "DaemonSet");
    }

    private static boolean ownedBy(Pod pod, String kind) {
        return pod.getMetadata().getOwnerReferences().stream().anyMatch(owner -> kind.equals(owner.getKind()));
    }

    static boolean deleting(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** Whether the pod's host is to have it: also one that ended, for its logs, but none that was given up. */
    static boolean desired(Pod pod) {
        return !StatusMapper.hostLost(pod);
    }

    /** Another one as soon as its host should hear of a change; quantities by their text, for their hash is rounded. */
    static int fingerprint(Pod pod) {
        return Objects.hash(
                pod.getSpec(),
                resources(pod),
                pod.getMetadata().getLabels(),
                pod.getMetadata().getAnnotations(),
                ReadinessGates.of(pod));
    }

    private static List<String> resources(Pod pod) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .map(container -> String.valueOf(container.getResources()))
                .toList();
    }

    /** How long its containers get to end by themselves, in seconds. */
    static long graceSeconds(Pod pod) {
        Long deletion = pod.getMetadata().getDeletionGracePeriodSeconds();
        Long spec = pod.getSpec().getTerminationGracePeriodSeconds();
        return deletion != null ? deletion : spec != null ? spec : GRACE_SECONDS;
    }

    /**
     * How long after its host went away a pod is given up.
     *
     * @param groups of workloads: what replaces a pod that has one cannot run before the group let its name go
     */
    static Duration patience(Pod pod, PodTimes times, Grouping groups) {
        Duration stateless = times.lostAfter().plus(times.grace());
        boolean grouped =
                groups.wish(pod).filter(StateWish.Grouped.class::isInstance).isPresent();
        if (!stateful(pod) || grouped) {
            return stateless;
        }
        Duration fenced = times.lease().plusSeconds(graceSeconds(pod)).plus(times.leaseMargin());
        return fenced.compareTo(stateless) > 0 ? fenced : stateless;
    }
}
