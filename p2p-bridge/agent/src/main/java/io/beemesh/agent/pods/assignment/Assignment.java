package io.beemesh.agent.pods.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.agent.images.ImageRequest;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.env.Sources;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.PodReader;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pod that this host was asked to run, and everything that came with it.
 *
 * @param order as it came
 * @param pod what it says, with the resources that the host has for it
 * @param sources the objects that the pod names
 */
public record Assignment(RunPod order, Pod pod, Sources sources) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What came of reading an order. */
    public sealed interface Reading {
        /** It is a pod for this host. */
        record Good(Assignment assignment) implements Reading {}

        /** It is not. */
        record Bad(String reason, String message) implements Reading {}
    }

    /** Reads an order. */
    public static Reading read(RunPod order) {
        return switch (PodReader.read(order.getPodJson().toByteArray())) {
            case PodReader.Result.Malformed malformed -> new Reading.Bad("InvalidPod", malformed.message());
            case PodReader.Result.Unsupported field
            when field.path().equals("spec.os.name") ->
                new Reading.Bad("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS");
            case PodReader.Result.Unsupported field -> new Reading.Bad("UnsupportedField", field.message());
            case PodReader.Result.Read read
            when !read.pod().meta().uid().equals(order.getUid()) ->
                new Reading.Bad("InvalidPod", "the pod's uid is not the one that was asked for");
            case PodReader.Result.Read read ->
                new Reading.Good(new Assignment(order, read.pod(), new Sources(order.getSourcesList())));
        };
    }

    /** The same order for a pod with other resources. */
    public Assignment with(Pod other) {
        return new Assignment(order, other, sources);
    }

    /** What a container is made from; empty if the pod has no such container. */
    public Optional<String> image(String container) {
        return pod.container(container).map(Container::image);
    }

    /** Which pod it is. */
    public PodKey key() {
        return new PodKey(order.getClusterId(), order.getUid());
    }

    /** Whether one scheduler saw both: they are of one node of one cluster. */
    public boolean sharesNode(Assignment other) {
        return key().cluster().equals(other.key().cluster())
                && pod.placement().nodeName().equals(other.pod.placement().nodeName());
    }

    /** Whether it has a volume that a claim is bound to. */
    public boolean claims(String cluster, String volume) {
        return order.getClusterId().equals(cluster)
                && order.getClaimsList().stream()
                        .anyMatch(claim -> claim.getVolume().equals(volume));
    }

    /** What the pod may log in to registries with. */
    public List<ImageRequest.Credential> credentials() {
        return order.getCredentialsList().stream()
                .map(c -> new ImageRequest.Credential(c.getRegistry(), c.getUsername(), c.getPassword()))
                .toList();
    }

    /** The conditions that the API server has, by type. */
    public Map<String, PodView.Stamp> conditions() {
        Map<String, PodView.Stamp> stamps = new HashMap<>();
        try {
            JsonNode status = JSON.readTree(order.getPodJson().toByteArray()).path("status");
            for (JsonNode condition : status.path("conditions")) {
                stamps.put(
                        condition.path("type").asText(),
                        new PodView.Stamp(
                                condition.path("status").asText(),
                                Instant.parse(
                                        condition.path("lastTransitionTime").asText("1970-01-01T00:00:00Z"))));
            }
        } catch (IOException | DateTimeParseException e) {
            stamps.clear();
        }
        return stamps;
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Assignment[" + pod.meta().fullName() + ", revision " + order.getRevision() + "]";
    }
}
