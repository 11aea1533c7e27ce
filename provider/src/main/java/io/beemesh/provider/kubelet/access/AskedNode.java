package io.beemesh.provider.kubelet.access;

import io.beemesh.provider.kubelet.http.RequestHead;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which node a request is for. All nodes of a mesh have one address; the API server's proxy says by a header which of
 * them it was asked for. Whoever says so by himself gains nothing: it is that node which he must have a right to.
 *
 * @param own the mesh's own node, for all who say nothing
 * @param nodes the names of all nodes
 */
public record AskedNode(String own, Supplier<Set<String>> nodes) implements Function<RequestHead, String> {
    /** {@code /api/v1/nodes/[https:]NAME[:10250]/proxy/...} (apimachinery, util/proxy/transport.go). */
    private static final Pattern PROXIED =
            Pattern.compile("^/api/v1/nodes/(?:https?:)?([a-z0-9.-]{1,253})(?::[0-9]*)?/proxy(?:/.*)?$");

    @Override
    public String apply(RequestHead request) {
        Matcher proxied =
                PROXIED.matcher(request.headers().first("X-Forwarded-Uri").orElse(""));
        return proxied.matches() && nodes.get().contains(proxied.group(1)) ? proxied.group(1) : own;
    }
}
