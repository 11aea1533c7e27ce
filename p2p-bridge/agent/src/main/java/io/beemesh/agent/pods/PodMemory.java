package io.beemesh.agent.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.agent.pods.plan.CrashBackoff;
import io.beemesh.agent.pods.plan.Moments;
import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.plan.Runs;
import io.beemesh.agent.pods.resize.ResizeMemory;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.agent.pods.status.RunState;
import io.beemesh.agent.spec.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a pod's worker knows beside what Podman can tell; part of it outlives the agent. For one thread. */
final class PodMemory {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Why a container waits, and until when it is left alone. */
    record Hold(RunState.Waiting waiting, Instant until) {}

    final CrashBackoff backoff = new CrashBackoff();
    final ResizeMemory resize = new ResizeMemory();
    /** When the pod began, and by container name when that ended last. */
    final Moments moments = new Moments();
    /** By container name. */
    final Map<String, Hold> holds = new HashMap<>();
    /** By Podman's container id. */
    final Map<String, RunState.Terminated> failedStarts = new HashMap<>();
    /** By Podman's container id. */
    final Map<String, String> imageIds = new HashMap<>();
    /** By Podman's container id: what is stopped only to be started anew. */
    private final Set<String> replaced = new HashSet<>();
    /** By container name: the number of the next run, where Podman has none of the earlier ones any more. */
    final Map<String, Integer> nextAttempts = new HashMap<>();
    /** By container name: how the last run ended that Podman does not have any more. */
    final Map<String, RunState.Terminated> lostEnds = new HashMap<>();

    Map<String, PodView.Stamp> conditions;
    Instant startTime;
    Optional<PodView.Failure> failure = Optional.empty();
    /** No container runs, and none will. */
    volatile boolean ended;
    /** What the pod waits for in its workload's group, as was said last. */
    String awaited = "";
    /** The pod that ended has no network any more; each agent sees to that. */
    boolean released;
    /** The last status was published. */
    boolean endTold;

    volatile byte[] status = new byte[0];

    PodMemory(Instant startTime, Map<String, PodView.Stamp> conditions) {
        this.startTime = startTime;
        this.conditions = new HashMap<>(conditions);
    }

    /** A run is stopped only to be started anew. */
    void replace(Run run) {
        replaced.add(run.info().id());
    }

    /** Whether a run that ended is to be started again at once, whatever the pod says of ends. */
    boolean replaces(Run run) {
        return !run.runs() && replaced.contains(run.info().id());
    }

    /** The runs of which that is so. */
    List<Run> replaced(Pod pod, Runs runs) {
        return pod.allContainers()
                .flatMap(container -> runs.current(container.name()).stream())
                .filter(this::replaces)
                .toList();
    }

    /** Forgets containers that are no more. */
    void retain(Collection<String> ids) {
        failedStarts.keySet().retainAll(ids);
        imageIds.keySet().retainAll(ids);
        replaced.retainAll(ids);
        resize.retain(ids);
    }

    /** What must outlive the agent, for the journal. */
    byte[] toBytes() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("startTime", startTime.toString()).put("ended", ended);
        failure.ifPresent(f -> root.put("failureReason", f.reason()).put("failureMessage", f.message()));
        ObjectNode images = root.putObject("imageIds");
        imageIds.forEach(images::put);
        ObjectNode attempts = root.putObject("nextAttempts");
        nextAttempts.forEach(attempts::put);
        ObjectNode stamps = root.putObject("conditions");
        conditions.forEach((type, stamp) -> stamps.putObject(type)
                .put("status", stamp.status())
                .put("since", stamp.since().toString()));
        ObjectNode ends = root.putObject("lostEnds");
        lostEnds.forEach((name, end) -> put(ends.putObject(name), end));
        ObjectNode starts = root.putObject("failedStarts");
        failedStarts.forEach((id, end) -> put(starts.putObject(id), end));
        replaced.forEach(root.putArray("replaced")::add);
        resize.write(root.putObject("resize"));
        root.put("status", new String(status, StandardCharsets.UTF_8));
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Takes in what an earlier agent kept; what cannot be read is as if it was never kept. */
    void recall(byte[] kept) {
        if (kept.length == 0) {
            return;
        }
        try {
            JsonNode root = JSON.readTree(kept);
            startTime = Instant.parse(root.path("startTime").asText());
            ended = root.path("ended").asBoolean();
            endTold = ended;
            if (root.has("failureReason")) {
                failure = Optional.of(new PodView.Failure(
                        root.path("failureReason").asText(),
                        root.path("failureMessage").asText()));
            }
            root.path("imageIds")
                    .properties()
                    .forEach(e -> imageIds.put(e.getKey(), e.getValue().asText()));
            root.path("nextAttempts")
                    .properties()
                    .forEach(e -> nextAttempts.put(e.getKey(), e.getValue().asInt()));
            for (Map.Entry<String, JsonNode> e : root.path("conditions").properties()) {
                Instant since = Instant.parse(e.getValue().path("since").asText());
                conditions.put(
                        e.getKey(),
                        new PodView.Stamp(e.getValue().path("status").asText(), since));
            }
            root.path("lostEnds").properties().forEach(e -> lostEnds.put(e.getKey(), end(e.getValue())));
            root.path("failedStarts").properties().forEach(e -> failedStarts.put(e.getKey(), end(e.getValue())));
            root.path("replaced").forEach(id -> replaced.add(id.asText()));
            root.at("/resize/replaced").forEach(id -> replaced.add(id.asText())); // as earlier agents kept it
            resize.read(root.path("resize"));
            status = root.path("status").asText().getBytes(StandardCharsets.UTF_8);
        } catch (IOException | DateTimeException unreadable) {
            status = new byte[0];
        }
    }

    /** Ids, without their runtime, of the containers that were ready by the last status. */
    Set<String> readyContainers() {
        Set<String> ready = new HashSet<>();
        try {
            JsonNode last = status.length == 0 ? JsonNodeFactory.instance.objectNode() : JSON.readTree(status);
            for (String list : List.of("containerStatuses", "initContainerStatuses")) {
                last.path(list).forEach(container -> addIfReady(container, ready));
            }
        } catch (IOException unreadable) {
            ready.clear();
        }
        return ready;
    }

    private static void addIfReady(JsonNode container, Set<String> ready) {
        if (container.path("ready").asBoolean()) {
            ready.add(container.path("containerID").asText().replace("podman://", ""));
        }
    }

    private static void put(ObjectNode node, RunState.Terminated end) {
        node.put("exitCode", end.exitCode())
                .put("reason", end.reason())
                .put("message", end.message())
                .put("startedAt", end.startedAt().toString())
                .put("finishedAt", end.finishedAt().toString())
                .put("containerId", end.containerId());
    }

    private static RunState.Terminated end(JsonNode node) {
        return new RunState.Terminated(
                node.path("exitCode").asInt(),
                0,
                node.path("reason").asText(),
                node.path("message").asText(),
                Instant.parse(node.path("startedAt").asText()),
                Instant.parse(node.path("finishedAt").asText()),
                node.path("containerId").asText());
    }
}
