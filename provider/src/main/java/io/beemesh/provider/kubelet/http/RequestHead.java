package io.beemesh.provider.kubelet.http;

import java.util.ArrayList;
import java.util.List;

/**
 * The head of a request: its first line and its header fields.
 *
 * @param method the method as sent
 * @param segments the decoded segments of the path, without empty ones
 * @param query the decoded query
 * @param headers the header fields
 */
public record RequestHead(String method, List<String> segments, Query query, Headers headers) {

    /** Copies the segments. */
    public RequestHead {
        segments = List.copyOf(segments);
    }

    /** The path with its escapes decoded. */
    public String path() {
        return "/" + String.join("/", segments);
    }

    /** Whether the client wants to go on in another protocol. */
    public boolean upgrade(String protocol) {
        return headers.lists("Connection", "Upgrade") && headers.lists("Upgrade", protocol);
    }

    /**
     * Splits a path. An empty segment within it, or one that leads elsewhere, is refused rather than resolved, so that
     * what is authorised is what is served.
     */
    static List<String> segments(String path) throws MalformedRequestException {
        if (!path.startsWith("/")) {
            throw new MalformedRequestException(400, "request target: no absolute path");
        }
        List<String> segments = new ArrayList<>();
        String[] parts = path.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean trailingSlash = parts[i].isEmpty() && i == parts.length - 1;
            if (!trailingSlash) {
                segments.add(segment(parts[i]));
            }
        }
        return segments;
    }

    private static String segment(String part) throws MalformedRequestException {
        String segment = Escapes.decode(part);
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || segment.contains("/")) {
            throw new MalformedRequestException(400, "request target: a path segment is empty, a dot or has a slash");
        }
        return segment;
    }
}
