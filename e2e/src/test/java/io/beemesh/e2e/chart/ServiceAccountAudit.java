package io.beemesh.e2e.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.provider.kube.install.Right;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a user was seen to do, in the audit log of an API server.
 *
 * @param user name
 * @param agent what the user's program says of itself begins so
 */
record ServiceAccountAudit(String user, String agent) {
    private static final ObjectMapper JSON = new ObjectMapper();
    // What roles name one by one.
    private static final Set<String> NAMED = Set.of("namespaces", "nodes", "leases", "customresourcedefinitions");

    /** The rights that were used, impersonation among them; those of requests that were refused as well. */
    Set<Right> rights(List<String> log) {
        return log.stream()
                .map(ServiceAccountAudit::parse)
                .filter(event -> event.path("user").path("username").asText().equals(user)
                        && event.path("userAgent").asText().startsWith(agent))
                .flatMap(ServiceAccountAudit::used)
                .collect(Collectors.toSet());
    }

    private static Stream<Right> used(JsonNode event) {
        JsonNode as = event.path("impersonatedUser");
        if (!as.isMissingNode()) {
            return Stream.concat(
                    Stream.of(impersonation("users", as.path("username").asText())),
                    Stream.of("system:nodes", "system:authenticated").map(group -> impersonation("groups", group)));
        }
        JsonNode object = event.path("objectRef");
        String verb = event.path("verb").asText();
        // Reviews of what oneself may do are everybody's.
        if (object.isMissingNode() || object.path("resource").asText().startsWith("selfsubject")) {
            return Stream.empty();
        }
        String subresource = object.path("subresource").asText();
        String resource = object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource);
        String group = object.path("apiGroup").asText();
        return Stream.of(right(verb, group, resource, object));
    }

    private static Right right(String verb, String group, String resource, JsonNode object) {
        // A namespace is said to be in itself.
        boolean inItself = object.path("resource").asText().equals("namespaces");
        String namespace = inItself ? "" : object.path("namespace").asText();
        boolean named = NAMED.contains(object.path("resource").asText()) && !verb.equals("create");
        String name = named ? object.path("name").asText() : "";
        return new Right(verb, group, resource, namespace, name);
    }

    private static Right impersonation(String what, String name) {
        return new Right("impersonate", "", what, "", name);
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(line, e);
        }
    }
}
