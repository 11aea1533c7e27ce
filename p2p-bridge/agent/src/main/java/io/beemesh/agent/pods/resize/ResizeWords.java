package io.beemesh.agent.pods.resize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.agent.pods.assignment.PodReports.PodEventNote;
import io.beemesh.agent.pods.status.Resizing;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import java.util.List;

/**
 * The events of a resize; pure.
 *
 * <p><i>Source:</i> kubelet, events/resize.go.
 */
public final class ResizeWords {
    private ResizeWords() {}

    /** The host has taken on what the pod asks for now. */
    public static PodEventNote started(Pod pod) {
        return event(false, "ResizeStarted", "started", summary(pod, pod.meta().generation(), ""));
    }

    /** All containers have what the pod was allocated by a generation of it. */
    static PodEventNote completed(Pod pod, long generation) {
        return event(false, "ResizeCompleted", "completed", summary(pod, generation, ""));
    }

    /** A container could not be given what it was allocated. */
    static PodEventNote failed(Pod pod, long generation, String why) {
        return event(true, "ResizeError", "error", summary(pod, generation, why));
    }

    /**
     * The pod keeps what it has.
     *
     * @param reason in the admission's words, such as OutOfcpu
     */
    public static PodEventNote pending(Pod pod, String reason, String why) {
        boolean never = reason.equals(Resizing.INFEASIBLE);
        return event(
                true,
                never ? "ResizeInfeasible" : "ResizeDeferred",
                reason,
                summary(pod, pod.meta().generation(), why));
    }

    private static PodEventNote event(boolean warning, String reason, String verb, String summary) {
        return new PodEventNote("", warning, reason, "Pod resize " + verb + ": " + summary);
    }

    private static String summary(Pod pod, long generation, String error) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        if (!pod.initContainers().isEmpty()) {
            containers(summary.putArray("initContainers"), pod.initContainers());
        }
        containers(summary.putArray("containers"), pod.containers());
        summary.put("generation", generation);
        if (!error.isEmpty()) {
            summary.put("error", error);
        }
        return summary.toString();
    }

    private static void containers(ArrayNode into, List<Container> containers) {
        containers.forEach(container -> into.addObject()
                .put("name", container.name())
                .set("resources", Allocation.json(container.resources())));
    }
}
