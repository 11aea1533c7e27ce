package io.beemesh.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.agent.link.Link;
import io.beemesh.agent.pods.Assignment;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.MembershipRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What {@code status} shows, as JSON of a version of its own. */
record StatusReport(Home.Membership membership, PeerId peer, Link link, PodWorkers workers) {
    private static final ObjectMapper JSON = new ObjectMapper();

    String json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", 1).put("agent", Version.text());
        root.put("name", name()).put("peer", peer.toString());
        root.put("mesh", membership.affiliation().trust().mesh());
        switch (link.state()) {
            case Link.State.Detached detached -> root.put("attached", false).put("reason", detached.reason());
            case Link.State.Attached attached ->
                root.put("attached", true)
                        .put("provider", attached.peer().toString())
                        .put("cluster", attached.attachment().clusterId())
                        .put("node", attached.attachment().nodeName())
                        .put("since", attached.since().toString());
        }
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

    private String name() {
        try {
            return MembershipRecord.parseFrom(membership.affiliation().record().getRecord())
                    .getName();
        } catch (InvalidProtocolBufferException e) {
            return "";
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
