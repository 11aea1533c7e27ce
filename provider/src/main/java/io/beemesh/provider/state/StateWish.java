package io.beemesh.provider.state;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Whether a pod is to have a group. */
public sealed interface StateWish {
    /** The annotation, on a StatefulSet or on a pod. */
    String ANNOTATION = "beemesh.io/state";

    /** Its only value. */
    String RAFT = "raft";

    /** It is to have none. */
    record None() implements StateWish {}

    /** It is to have that of its workload. */
    record Grouped(Workload workload) implements StateWish {}

    /** What it asks for cannot be had; the message is an event's. */
    record Refused(String message) implements StateWish {}

    /**
     * What a pod asks for.
     *
     * @param ofWorkload annotations of the pod's controller
     */
    static StateWish of(Pod pod, Map<String, String> ofWorkload) {
        Map<String, String> own = Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
        String asked = own.getOrDefault(ANNOTATION, ofWorkload.getOrDefault(ANNOTATION, ""));
        if (asked.isEmpty()) {
            return new None();
        }
        if (!asked.equals(RAFT)) {
            return new Refused("annotation " + ANNOTATION + ": '" + asked + "' (expected: '" + RAFT + "')");
        }
        if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
            return new Refused("a pod on its host's network has no store of its own: anybody there could reach it;"
                    + " take hostNetwork or annotation " + ANNOTATION + " away");
        }
        Optional<Workload> workload = Workload.of(pod);
        return workload.isPresent()
                ? new Grouped(workload.get())
                : new Refused("a pod without a controller has no group; make it a StatefulSet's, or take annotation "
                        + ANNOTATION + " away");
    }
}
