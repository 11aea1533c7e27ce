package io.beemesh.agent.pods.probe;

import io.beemesh.agent.spec.Probe;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 GET, and where it goes; pure.
 *
 * <p><i>Source:</i> kubelet, pkg/probe/http/request.go; Go, net/http Request.Write.
 *
 * @param headers asked for in the pod
 * @param asker {@code probe} or {@code lifecycle}
 */
record HttpQuestion(String scheme, String host, int port, String path, List<Probe.Header> headers, String asker) {

    static HttpQuestion of(Probe.Action.HttpGet get, String host, int port, String asker) {
        String path = get.path().startsWith("/") ? get.path() : "/" + get.path();
        return new HttpQuestion(get.scheme().toLowerCase(Locale.ROOT), host, port, path, get.headers(), asker);
    }

    /** The same where an answer sends it to; empty if that is nowhere that can be asked, such as mailto:. */
    Optional<HttpQuestion> sentTo(String location) {
        try {
            URI uri = URI.create(url()).resolve(location);
            if (uri.getHost() == null) {
                return Optional.empty();
            }
            boolean secure = "https".equals(uri.getScheme());
            int known = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String target = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return Optional.of(
                    new HttpQuestion(secure ? "https" : "http", uri.getHost(), known, target + query, headers, asker));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isSecure() {
        return scheme.equals("https");
    }

    String url() {
        return scheme + "://" + host + ":" + port + path;
    }

    /** What is sent. */
    String text() {
        Map<String, List<String>> given = new TreeMap<>();
        headers.forEach(header -> given.computeIfAbsent(canonical(header.name()), name -> new ArrayList<>())
                .add(header.value()));
        StringBuilder text = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        line(text, "Host", first(given.remove("Host"), "").or(() -> Optional.of(host + ":" + port)));
        line(text, "User-Agent", first(given.remove("User-Agent"), "kube-" + asker + "/1.36"));
        given.putIfAbsent("Accept", List.of("*/*"));
        given.remove("Accept", List.of(""));
        given.forEach((name, values) -> values.forEach(value -> line(text, name, Optional.of(value))));
        return text.append("Connection: close\r\n\r\n").toString();
    }

    /** The first that was given, which may be empty so that there is none. */
    private static Optional<String> first(@Nullable List<String> given, String usual) {
        return Optional.of(given == null ? usual : given.getFirst()).filter(value -> !value.isEmpty());
    }

    private static void line(StringBuilder text, String name, Optional<String> value) {
        value.ifPresent(it -> text.append(name).append(": ").append(it).append("\r\n"));
    }

    /** As Go spells a header: a capital at each beginning. */
    private static String canonical(String name) {
        StringBuilder text = new StringBuilder();
        for (String part : name.toLowerCase(Locale.ROOT).split("-", -1)) {
            text.append(text.isEmpty() ? "" : "-");
            text.append(part.isEmpty() ? "" : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return text.toString();
    }
}
