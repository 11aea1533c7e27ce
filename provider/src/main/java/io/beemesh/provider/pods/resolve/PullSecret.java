package io.beemesh.provider.pods.resolve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.mesh.wire.RegistryCredential;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads what a pull secret holds, in both of Docker's forms; what cannot be read is left out. */
final class PullSecret {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PullSecret() {}

    /** The credentials of a secret of type dockerconfigjson or dockercfg; none if it is neither. */
    static List<RegistryCredential> credentials(Secret secret) {
        String type = secret.getType() == null ? "" : secret.getType();
        return switch (type) {
            case "kubernetes.io/dockerconfigjson" -> read(secret, ".dockerconfigjson", "auths");
            case "kubernetes.io/dockercfg" -> read(secret, ".dockercfg", "");
            default -> List.of();
        };
    }

    private static List<RegistryCredential> read(Secret secret, String key, String member) {
        String encoded = secret.getData() == null ? null : secret.getData().get(key);
        if (encoded == null) {
            return List.of();
        }
        List<RegistryCredential> found = new ArrayList<>();
        try {
            JsonNode root = JSON.readTree(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
            JsonNode registries = member.isEmpty() ? root : root.path(member);
            registries.properties().forEach(entry -> found.add(credential(entry.getKey(), entry.getValue())));
        } catch (JsonProcessingException | IllegalArgumentException unreadable) {
            // The image may be public; if not, the pull fails and says so.
            return List.of();
        }
        return found;
    }

    private static RegistryCredential credential(String registry, JsonNode entry) {
        String username = entry.path("username").asText();
        String password = entry.path("password").asText();
        String auth = entry.path("auth").asText();
        if (!auth.isEmpty()) {
            String both = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            int colon = both.indexOf(':');
            username = colon < 0 ? both : both.substring(0, colon);
            password = colon < 0 ? "" : both.substring(colon + 1);
        }
        return RegistryCredential.newBuilder()
                .setRegistry(registry)
                .setUsername(username)
                .setPassword(password)
                .build();
    }
}
