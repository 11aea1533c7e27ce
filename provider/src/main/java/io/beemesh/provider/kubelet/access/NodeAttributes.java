package io.beemesh.provider.kubelet.access;

import io.beemesh.provider.kubelet.http.RequestHead;
import java.util.ArrayList;
import java.util.List;

/**
 * The kubelet's mapping from a request to what the user must be allowed: one of the subresources is enough.
 *
 * @param verb the API's verb; empty for a method that has none
 * @param subresources the subresources of {@code nodes}, the finer one first
 * @see <a href="https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/kubelet/server/auth.go">server/auth.go</a>
 */
record NodeAttributes(String verb, List<String> subresources) {

    static NodeAttributes of(RequestHead request) {
        String root = request.segments().isEmpty() ? "" : request.segments().getFirst();
        List<String> subresources = new ArrayList<>();
        switch (root) {
            case "pods", "runningpods" -> subresources.add("pods");
            case "healthz", "configz" -> subresources.add(root);
            default -> {} // no finer one
        }
        subresources.add(
                switch (root) {
                    case "stats", "metrics", "checkpoint", "statusz" -> root;
                    case "logs" -> "log";
                    case "flagz" -> "configz";
                    default -> "proxy";
                });
        return new NodeAttributes(verb(request.method()), subresources);
    }

    private static String verb(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "GET" -> "get";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "";
        };
    }
}
