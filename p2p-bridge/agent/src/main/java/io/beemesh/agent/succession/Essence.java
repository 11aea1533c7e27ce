package io.beemesh.agent.succession;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.beemesh.mesh.wire.ConfigSource;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;

/**
 * What of an order is worth keeping anew when it changes: all but tokens, which are renewed each hour and are no good
 * without the cluster, and marks of the mesh. Each change is in the group's log, and in its history, for good. Pure.
 */
final class Essence {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARKS = "beemesh.io/";

    private Essence() {}

    /** Whether two orders are the same in it. */
    static boolean same(RunPod one, RunPod other) {
        return one.getRevision() == other.getRevision() || of(one).equals(of(other));
    }

    private static RunPod of(RunPod order) {
        RunPod.Builder essence = order.toBuilder().clearRevision().clearSources();
        essence.setPodJson(unmarked(order.getPodJson()));
        for (ConfigSource source : order.getSourcesList()) {
            boolean token = source.getKind() == ConfigSource.Kind.SERVICE_ACCOUNT_TOKEN;
            essence.addSources(token ? source.toBuilder().clearData().clearExpiresAtMs() : source.toBuilder());
        }
        return essence.build();
    }

    private static ByteString unmarked(ByteString podJson) {
        try {
            JsonNode pod = JSON.readTree(podJson.toByteArray());
            unmark(pod.path("metadata").path("labels"));
            unmark(pod.path("metadata").path("annotations"));
            return ByteString.copyFrom(JSON.writeValueAsBytes(pod));
        } catch (IOException e) {
            return podJson;
        }
    }

    private static void unmark(JsonNode names) {
        if (names instanceof ObjectNode object) {
            object.properties().removeIf(entry -> entry.getKey().startsWith(MARKS));
        }
    }
}
