package io.beemesh.agent.pods.resize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.agent.pods.status.Resizing;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Resources;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a pod's resizes beside what can be seen; outlives the agent. For the pod's thread, but for what
 * waits for room.
 */
public final class ResizeMemory {
    // By Podman's container id, of no more containers than the pod has.
    private final Map<String, Resources> given = new HashMap<>();
    private Optional<Resizing> underWay = Optional.empty();
    // Written under the lock of all pods, read by the pod's thread.
    private volatile Optional<Resizing> pending = Optional.empty();

    /** The host has taken on other resources for the pod. */
    public void begin(long generation, Instant now) {
        underWay = Optional.of(Resizing.of("", "", generation, now));
    }

    Optional<Resizing> underWay() {
        return underWay;
    }

    void underWay(Resizing resizing) {
        underWay = Optional.of(resizing);
    }

    void done() {
        underWay = Optional.empty();
    }

    /** What the host has no room for. Any thread. */
    public Optional<Resizing> pending() {
        return pending;
    }

    /** Sets it. For who holds the lock of all pods. */
    public void pending(Optional<Resizing> other) {
        pending = other;
    }

    /** For the status. */
    public PodView.Resize view() {
        return new PodView.Resize(pending, underWay);
    }

    /** A container was made; if it was there before, it has what it was given then. */
    public void made(String id, Resources resources) {
        given.putIfAbsent(id, resources);
    }

    void gave(String id, Resources resources) {
        given.put(id, resources);
    }

    /** What a run was given; if that is not known, what it should have. */
    public Resources given(Run run, Container container) {
        return given.getOrDefault(run.info().id(), container.resources());
    }

    /** Forgets other containers. */
    public void retain(Collection<String> ids) {
        given.keySet().retainAll(ids);
    }

    /** For the journal. */
    public void write(ObjectNode into) {
        ObjectNode resources = into.putObject("given");
        given.forEach((id, it) -> resources.set(id, Allocation.json(it)));
        underWay.ifPresent(it -> write(it, into.putObject("underWay")));
        pending.ifPresent(it -> write(it, into.putObject("pending")));
    }

    private static void write(Resizing resizing, ObjectNode into) {
        into.put("reason", resizing.reason())
                .put("message", resizing.message())
                .put("generation", resizing.generation())
                .put("since", resizing.since().toString())
                .put("saidAt", resizing.saidAt().toString());
    }

    /**
     * From the journal.
     *
     * @throws IOException if that is none
     */
    public void read(JsonNode kept) throws IOException {
        for (Map.Entry<String, JsonNode> entry : kept.path("given").properties()) {
            given.put(entry.getKey(), Allocation.resources(entry.getValue()));
        }
        underWay = resizing(kept.path("underWay"));
        pending = resizing(kept.path("pending"));
    }

    private static Optional<Resizing> resizing(JsonNode kept) {
        return kept.isObject()
                ? Optional.of(new Resizing(
                        kept.path("reason").asText(),
                        kept.path("message").asText(),
                        kept.path("generation").asLong(),
                        Instant.parse(kept.path("since").asText()),
                        Instant.parse(kept.path("saidAt").asText())))
                : Optional.empty();
    }
}
