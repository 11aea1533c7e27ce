package io.beemesh.agent.podman.libpod;

import com.fasterxml.jackson.databind.JsonNode;
import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.podman.PodmanException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What libpod's inspect endpoints say, as our records. */
final class Answers {

    private Answers() {}

    /** The network of a pod that is up: its addresses, and the file of its namespace. */
    record Network(List<String> addresses, Path namespace) {}

    /** A pod from its own inspect and its network, if that is up. */
    static PodInfo pod(JsonNode pod, Optional<Network> network) throws PodmanException {
        return new PodInfo(
                id(pod),
                pod.path("Name").asText(),
                map(pod.path("Labels")),
                network.isPresent(),
                network.map(Network::addresses).orElse(List.of()),
                network.map(Network::namespace));
    }

    /** The network of an infra container that runs. */
    static Optional<Network> infra(JsonNode infra) throws PodmanException {
        JsonNode state = infra.path("State");
        if (!state.has("Running")) {
            throw new PodmanException("podman did not say whether a pod's infra container runs", null);
        }
        Path namespace = Path.of("/proc", state.path("Pid").asText("0"), "ns", "net");
        return state.path("Running").asBoolean()
                ? Optional.of(new Network(addresses(infra), namespace))
                : Optional.empty();
    }

    private static List<String> addresses(JsonNode infra) {
        List<String> four = new ArrayList<>();
        List<String> six = new ArrayList<>();
        for (JsonNode network : infra.path("NetworkSettings").path("Networks")) {
            addIfThere(four, network.path("IPAddress").asText());
            addIfThere(six, network.path("GlobalIPv6Address").asText());
        }
        four.addAll(six);
        return four;
    }

    private static void addIfThere(List<String> addresses, String address) {
        if (!address.isEmpty()) {
            addresses.add(address);
        }
    }

    static ContainerInfo container(JsonNode container) throws PodmanException {
        return new ContainerInfo(
                id(container),
                container.path("Name").asText(),
                container.path("Pod").asText(),
                map(container.path("Config").path("Labels")),
                container.path("Image").asText(),
                instant(container.path("Created")),
                state(container.path("State")),
                container.path("HostConfig").path("LogConfig").path("Path").asText(),
                container.path("Config").path("Tty").asBoolean());
    }

    private static String id(JsonNode thing) throws PodmanException {
        String id = thing.path("Id").asText();
        if (id.isEmpty()) {
            throw new PodmanException("podman told of something without an id", null);
        }
        return id;
    }

    private static ContainerState state(JsonNode state) throws PodmanException {
        Instant startedAt = instant(state.path("StartedAt"));
        String status = state.path("Status").asText();
        return switch (status) {
            case "created", "initialized", "configured" -> new ContainerState.Created();
            case "running", "paused", "stopping" ->
                new ContainerState.Running(startedAt, state.path("Pid").asInt());
            case "exited", "stopped", "removing" -> exited(state, startedAt);
            default -> throw new PodmanException("a container is \"" + status + "\", which is no state we know", null);
        };
    }

    /** A process can be over before Podman has noted its start: then it took no time. */
    private static ContainerState exited(JsonNode state, Instant startedAt) throws PodmanException {
        Instant finishedAt = instant(state.path("FinishedAt"));
        return new ContainerState.Exited(
                state.path("ExitCode").asInt(),
                state.path("OOMKilled").asBoolean(),
                startedAt.isAfter(finishedAt) ? finishedAt : startedAt,
                finishedAt);
    }

    private static Instant instant(JsonNode time) throws PodmanException {
        try {
            return OffsetDateTime.parse(time.asText()).toInstant();
        } catch (DateTimeException e) {
            throw new PodmanException("podman said a time that is none: \"" + time.asText() + "\"", e);
        }
    }

    static Map<String, String> map(JsonNode object) {
        Map<String, String> map = new HashMap<>();
        object.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }
}
