package io.beemesh.agent.state.group;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.beemesh.mesh.wire.ConfigSource;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What of an order is worth keeping anew when it changes: all but tokens, which are renewed each hour and are no good
 * without the cluster, the addresses of Services, which are out of reach then, marks of the mesh, and the signature,
 * which covers these too. Each change is in the group's log, and in its history until that is compacted. Pure.
 */
final class Essence {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARKS = "beemesh.io/";

    private Essence() {}

    /** A checksum of it. */
    static String of(RunPod order) {
        try {
            byte[] bytes = only(order).toByteArray();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java has no SHA-256", impossible);
        }
    }

    private static RunPod only(RunPod order) {
        RunPod.Builder essence = order.toBuilder()
                .clearRevision()
                .clearAuthoritySignature()
                .clearSources()
                .clearServiceEnvironment();
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
            unmark(pod.path("metadata"), "labels");
            unmark(pod.path("metadata"), "annotations");
            return ByteString.copyFrom(JSON.writeValueAsBytes(pod));
        } catch (IOException e) {
            return podJson;
        }
    }

    private static void unmark(JsonNode metadata, String field) {
        if (metadata instanceof ObjectNode object && object.path(field) instanceof ObjectNode names) {
            names.properties().removeIf(entry -> entry.getKey().startsWith(MARKS));
            if (names.isEmpty()) {
                object.remove(field);
            }
        }
    }
}
