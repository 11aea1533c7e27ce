package io.beemesh.agent.pods.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.agent.images.ImageName;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Quantity;
import io.beemesh.agent.spec.Resources;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A pod's status as the kubelet writes it.
 *
 * @param json a Kubernetes PodStatus
 * @param conditions as written, to be given back the next time
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record StatusJson(byte[] json, Phase phase, Map<String, PodView.Stamp> conditions) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Writes the status of a pod.
     *
     * @param now when a condition that is another than before became so
     */
    public static StatusJson of(PodView view, Instant now) {
        Phase phase = Phase.of(view);
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        positive(status, "observedGeneration", view.pod().meta().generation());
        status.put("phase", phase.text());
        Map<String, PodView.Stamp> conditions = conditions(view, phase, status.putArray("conditions"), now);
        view.failure().filter(failure -> phase.isTerminal()).ifPresent(failure -> {
            text(status, "message", failure.message());
            text(status, "reason", failure.reason());
        });
        addresses(view.sandbox(), status);
        status.put("startTime", time(view.startTime()));
        if (!view.init().isEmpty()) {
            containers(view.init(), status.putArray("initContainerStatuses"));
        }
        containers(sorted(view.main()), status.putArray("containerStatuses"));
        if (!view.ephemeral().isEmpty()) {
            containers(sorted(view.ephemeral()), status.putArray("ephemeralContainerStatuses"));
        }
        status.put("qosClass", Qos.of(view.pod()).text());
        resources(PodResources.allocated(view.pod()), PodResources.actual(view, phase), status);
        return new StatusJson(bytes(status), phase, conditions);
    }

    private static List<ContainerView> sorted(List<ContainerView> views) {
        return views.stream().sorted(Comparator.comparing(c -> c.spec().name())).toList();
    }

    private static Map<String, PodView.Stamp> conditions(PodView view, Phase phase, ArrayNode into, Instant now) {
        Map<String, PodView.Stamp> stamps = new HashMap<>(view.conditions());
        if (!phase.isTerminal()) {
            view.resize().pending().ifPresent(it -> resizing("PodResizePending", it, into.addObject()));
            view.resize().underWay().ifPresent(it -> resizing("PodResizeInProgress", it, into.addObject()));
        }
        for (Conditions.Condition condition : new Conditions(view, phase).all()) {
            String word = condition.status() ? "True" : "False";
            PodView.Stamp before = stamps.get(condition.type());
            PodView.Stamp stamp =
                    before != null && before.status().equals(word) ? before : new PodView.Stamp(word, now);
            stamps.put(condition.type(), stamp);
            ObjectNode node = into.addObject();
            node.put("type", condition.type());
            positive(node, "observedGeneration", view.pod().meta().generation());
            node.put("status", word);
            node.putNull("lastProbeTime");
            node.put("lastTransitionTime", time(stamp.since()));
            text(node, "reason", condition.reason());
            text(node, "message", condition.message());
        }
        return stamps;
    }

    /** Its generation is that of the pod that asked for it, and its time changes with its reason. */
    private static void resizing(String type, Resizing resizing, ObjectNode node) {
        node.put("type", type);
        positive(node, "observedGeneration", resizing.generation());
        node.put("status", "True");
        node.put("lastProbeTime", time(resizing.saidAt()));
        node.put("lastTransitionTime", time(resizing.since()));
        text(node, "reason", resizing.reason());
        text(node, "message", resizing.message());
    }

    private static void addresses(PodView.Sandbox sandbox, ObjectNode status) {
        if (!sandbox.hostIp().isEmpty()) {
            status.put("hostIP", sandbox.hostIp());
            status.putArray("hostIPs").addObject().put("ip", sandbox.hostIp());
        }
        if (!sandbox.podIps().isEmpty()) {
            status.put("podIP", sandbox.podIps().getFirst());
            ArrayNode ips = status.putArray("podIPs");
            sandbox.podIps().forEach(ip -> ips.addObject().put("ip", ip));
        }
    }

    private static void containers(List<ContainerView> views, ArrayNode into) {
        for (ContainerView view : views) {
            ObjectNode node = into.addObject();
            node.put("name", view.spec().name());
            state(view.state(), node.putObject("state"));
            ObjectNode last = node.putObject("lastState");
            view.last().ifPresent(terminated -> state(terminated, last));
            node.put("ready", view.ready());
            node.put("restartCount", view.restarts());
            node.put("image", image(view));
            node.put("imageID", view.identity().imageId());
            text(node, "containerID", view.identity().containerId());
            if (!view.spec().isEphemeral()) {
                node.put("started", view.started());
            }
            if (!view.identity().containerId().isEmpty()) {
                resources(view.spec().resources(), view.resources(), node);
            }
            mounts(view.spec(), node);
        }
    }

    /** As the manifest has it, until there is a container: the runtime spells it out. */
    private static String image(ContainerView view) {
        String asked = view.spec().image();
        return view.identity().containerId().isEmpty() ? asked : ImageName.spelledOut(asked);
    }

    private static void state(RunState state, ObjectNode into) {
        switch (state) {
            case RunState.Waiting waiting -> {
                ObjectNode node = into.putObject("waiting");
                text(node, "reason", waiting.reason());
                text(node, "message", waiting.message());
            }
            case RunState.Running running -> into.putObject("running").put("startedAt", time(running.startedAt()));
            case RunState.Terminated end -> {
                ObjectNode node = into.putObject("terminated");
                node.put("exitCode", end.exitCode());
                positive(node, "signal", end.signal());
                text(node, "reason", end.reason());
                text(node, "message", end.message());
                if (!end.startedAt().equals(Instant.MIN)) {
                    node.put("startedAt", time(end.startedAt()));
                    node.put("finishedAt", time(end.finishedAt()));
                }
                text(node, "containerID", end.containerId());
            }
        }
    }

    private static void resources(Resources allocated, Resources actual, ObjectNode into) {
        amounts(into, "allocatedResources", allocated.requests());
        ObjectNode resources = into.putObject("resources");
        amounts(resources, "requests", actual.requests());
        amounts(resources, "limits", actual.limits());
    }

    private static void amounts(ObjectNode into, String field, Map<String, Quantity> amounts) {
        if (!amounts.isEmpty()) {
            ObjectNode node = into.putObject(field);
            amounts.forEach((name, amount) -> node.put(name, amount.text()));
        }
    }

    private static void mounts(Container container, ObjectNode into) {
        if (container.mounts().isEmpty()) {
            return;
        }
        ArrayNode mounts = into.putArray("volumeMounts");
        for (Container.Mount mount : container.mounts()) {
            ObjectNode node = mounts.addObject();
            node.put("name", mount.volume());
            node.put("mountPath", mount.mountPath());
            if (mount.readOnly()) {
                node.put("readOnly", true);
                node.put("recursiveReadOnly", "Disabled");
            }
        }
    }

    private static void text(ObjectNode node, String field, String text) {
        if (!text.isEmpty()) {
            node.put(field, text);
        }
    }

    private static void positive(ObjectNode node, String field, long number) {
        if (number > 0) {
            node.put(field, number);
        }
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a status of plain nodes could not be written", e);
        }
    }
}
