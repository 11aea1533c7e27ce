package io.beemesh.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.agent.link.Link;
import io.beemesh.agent.link.Links;
import io.beemesh.agent.membership.Affiliation;
import io.beemesh.agent.membership.Affiliations;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.attach.HostAttachment;
import io.beemesh.mesh.attach.ProviderAddresses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code status} shows, as JSON of a version of its own, or in a line. */
record StatusReport(PeerId peer, Links links, PodWorkers workers) {
    private static final ObjectMapper JSON = new ObjectMapper();

    String json() {
        Affiliations affiliations = links.affiliations();
        ObjectNode root = JSON.createObjectNode();
        root.put("version", 1).put("agent", Version.text());
        root.put(
                "name",
                affiliations.all().stream().map(Affiliation::name).findFirst().orElse(""));
        root.put("peer", peer.toString());
        root.put("mesh", meshes(affiliations));
        summary(root);
        ArrayNode clusters = root.putArray("clusters");
        affiliations.places().forEach(place -> cluster(place, clusters.addObject()));
        ArrayNode pods = root.putArray("pods");
        for (Assignment pod : workers.assignments()) {
            pods.addObject()
                    .put("cluster", pod.key().cluster())
                    .put("uid", pod.key().uid())
                    .put("namespace", pod.pod().meta().namespace())
                    .put("name", pod.pod().meta().name())
                    .put("phase", phase(pod));
        }
        return root.toPrettyString();
    }

    /** The same in a few words, as systemd shows it. */
    String line() {
        String nodes = links.leading().stream().map(HostAttachment::nodeName).collect(Collectors.joining(", "));
        return "pods: " + workers.assignments().size()
                + (nodes.isEmpty() ? ", detached" : ", attached as node " + nodes);
    }

    private static String meshes(Affiliations affiliations) {
        return affiliations.all().stream()
                .map(affiliation -> affiliation.trust().mesh())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** Whether any cluster can be reached; of several the first. */
    private void summary(ObjectNode root) {
        List<HostAttachment> leading = links.leading();
        root.put("attached", !leading.isEmpty());
        if (leading.isEmpty()) {
            root.put("reason", "no leading provider is attached");
            return;
        }
        HostAttachment first = leading.getFirst();
        root.put("provider", first.provider().peer().toString());
        root.put("cluster", first.clusterId()).put("node", first.nodeName());
        if (links.state(first.provider().peer()) instanceof Link.State.Attached attached) {
            root.put("since", attached.since().toString());
        }
    }

    private void cluster(Affiliations.Place place, ObjectNode into) {
        into.put("cluster", place.cluster().id());
        into.put("mesh", place.affiliation().trust().mesh());
        into.put("name", place.affiliation().name());
        into.put("node", place.cluster().node());
        ArrayNode providers = into.putArray("providers");
        place.cluster().providers().forEach(provider -> provider(provider, providers.addObject()));
    }

    private void provider(ProviderAddresses provider, ObjectNode into) {
        into.put("peer", provider.peer().toString());
        ArrayNode addresses = into.putArray("addresses");
        provider.addresses().stream().map(Multiaddr::toString).forEach(addresses::add);
        switch (links.state(provider.peer())) {
            case Link.State.Detached detached -> into.put("state", "away").put("reason", detached.reason());
            case Link.State.Attached attached ->
                into.put("state", attached.attachment().standby() ? "standby" : "leading")
                        .put("since", attached.since().toString());
        }
    }

    private String phase(Assignment pod) {
        try {
            byte[] status = workers.status(pod.key()).orElse("{}".getBytes(StandardCharsets.UTF_8));
            return JSON.readTree(status).path("phase").asText("Pending");
        } catch (IOException e) {
            return "Unknown";
        }
    }
}
