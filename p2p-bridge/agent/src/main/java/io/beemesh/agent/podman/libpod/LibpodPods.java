package io.beemesh.agent.podman.libpod;

import com.fasterxml.jackson.databind.JsonNode;
import io.beemesh.agent.network.PodNetwork;
import io.beemesh.agent.network.PodNetworks;
import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.podman.PodmanException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Podman's pods. Most have their network from {@link PodNetworks}, and no infra container; those that share processes,
 * use the host's network or its ports have Podman's own. Any thread.
 */
final class LibpodPods {

    private final Libpod libpod;
    private final PodNetworks networks;
    private volatile @Nullable Requests requests;

    LibpodPods(Libpod libpod, PodNetworks networks) {
        this.libpod = libpod;
        this.networks = networks;
    }

    PodInfo create(PodSpec spec) throws PodmanException {
        boolean held = networks.areMade() && fits(spec);
        if (held) {
            open(spec);
        }
        try {
            return make(spec, held);
        } catch (PodmanException e) {
            if (e.isNotFound() && !held) {
                requests = null;
                return make(spec, false);
            }
            if (!isNameInUse(e)) {
                throw e;
            }
            return inspect(spec.name());
        }
    }

    private static boolean fits(PodSpec spec) {
        return !spec.sharedPids()
                && !spec.network().host()
                && spec.network().ports().isEmpty();
    }

    private void open(PodSpec spec) throws PodmanException {
        try {
            networks.open(
                    spec.name(),
                    new PodNetworks.Settings(
                            spec.hostname(), spec.sysctls(), spec.network().dns()));
        } catch (IOException e) {
            throw new PodmanException(String.valueOf(e.getMessage()), e);
        }
    }

    private PodInfo make(PodSpec spec, boolean held) throws PodmanException {
        JsonNode pod = libpod.post(
                "/pods/create",
                held ? Requests.heldPod(libpod.object(), spec) : requests().pod(spec));
        Optional<Answers.Network> network = held ? held(spec.name()) : Optional.empty();
        return new PodInfo(
                pod.path("Id").asText(),
                spec.name(),
                spec.labels(),
                network.isPresent(),
                network.map(Answers.Network::addresses).orElse(List.of()),
                network.map(Answers.Network::namespace));
    }

    /** The infra image is made when the first pod needs it, and again when somebody removed it. */
    private Requests requests() throws PodmanException {
        Requests known = requests;
        if (known == null) {
            known = new Requests(libpod, InfraImage.ensure(libpod));
            requests = known;
        }
        return known;
    }

    PodInfo start(String pod) throws PodmanException {
        JsonNode there = libpod.get(path(pod));
        String infra = there.path("InfraContainerID").asText();
        if (!infra.isEmpty()) {
            libpod.post("/containers/" + infra + "/start");
        }
        return info(there);
    }

    void stop(String pod) throws PodmanException {
        if (networks.find(pod).isPresent()) {
            networks.remove(pod);
            return;
        }
        String infra = libpod.get(path(pod)).path("InfraContainerID").asText();
        if (!infra.isEmpty()) {
            libpod.post("/containers/" + infra + "/stop?timeout=0");
        }
    }

    PodInfo inspect(String pod) throws PodmanException {
        return info(libpod.get(path(pod)));
    }

    private PodInfo info(JsonNode pod) throws PodmanException {
        String infra = pod.path("InfraContainerID").asText();
        if (!infra.isEmpty()) {
            return Answers.pod(pod, Answers.infra(libpod.get("/containers/" + infra + "/json")));
        }
        return Answers.pod(pod, held(pod.path("Name").asText()));
    }

    private Optional<Answers.Network> held(String pod) {
        return networks.find(pod)
                .filter(PodNetwork::lives)
                .map(network -> new Answers.Network(List.of(network.address()), network.namespace("net")));
    }

    List<PodInfo> list(Map<String, String> labels) throws PodmanException {
        List<PodInfo> pods = new ArrayList<>();
        for (JsonNode pod : libpod.list("/pods/json?" + libpod.labelFilter(labels))) {
            try {
                pods.add(inspect(pod.path("Id").asText()));
            } catch (PodmanException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
                // Removed since it was listed.
            }
        }
        return List.copyOf(pods);
    }

    void remove(String pod) throws PodmanException {
        try {
            libpod.delete("/pods/" + Libpod.encode(pod) + "?force=true&timeout=0");
        } catch (PodmanException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
        networks.remove(pod);
    }

    /**
     * The network that a pod's containers have to join; empty if Podman sees to it.
     *
     * @throws PodmanException the network is gone, and a container would be made in the host's
     */
    Optional<PodNetwork> network(String pod) throws PodmanException {
        Optional<PodNetwork> network = networks.find(pod);
        if (network.isPresent() && !network.get().lives()) {
            throw new PodmanException(409, "the network of pod " + pod + " is gone");
        }
        return network;
    }

    static boolean isNameInUse(PodmanException e) {
        return e.getMessage().contains("already in use") || e.getMessage().contains("is in use");
    }

    private static String path(String nameOrId) {
        return "/pods/" + Libpod.encode(nameOrId) + "/json";
    }
}
