package io.beemesh.agent.pods.probe;

import io.beemesh.agent.spec.Probe;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * An HTTP/1.1 GET whose status is all that counts; certificates are not verified, as the kubelet does not. It follows
 * where an answer sends it on the same host, and warns of one that sends it to another.
 *
 * <p><i>Source:</i> pkg/probe/http/http.go.
 */
final class HttpAsker {
    private static final int REDIRECTS_MAX = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private HttpAsker() {}

    static Asker.Answer get(Probe.Action.HttpGet get, String host, int port, Duration limit) throws IOException {
        String path = get.path().startsWith("/") ? get.path() : "/" + get.path();
        String scheme = get.scheme().toLowerCase(Locale.ROOT);
        Place place = new Place(scheme, host, port, path);
        for (int redirects = 0; redirects < REDIRECTS_MAX; redirects++) {
            Optional<HttpReply> reply = ask(get, place, limit);
            Optional<Place> next = reply.filter(it -> REDIRECTS.contains(it.status()))
                    .flatMap(HttpReply::location)
                    .flatMap(place::sentTo)
                    .filter(it -> it.host().equals(host));
            if (next.isEmpty()) {
                return reply.map(HttpAsker::answer).orElseGet(() -> new Asker.Answer.No("malformed HTTP response"));
            }
            place = next.get();
        }
        return new Asker.Answer.No("Get \"" + place + "\": stopped after 10 redirects");
    }

    /** What is asked for, and where. */
    private record Place(String scheme, String host, int port, String path) {
        Optional<Place> sentTo(String location) {
            try {
                URI uri = URI.create(toString()).resolve(location);
                if (uri.getHost() == null) {
                    return Optional.empty(); // nowhere that can be asked, such as mailto:
                }
                boolean secure = "https".equals(uri.getScheme());
                int known = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
                String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
                String target = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
                return Optional.of(new Place(secure ? "https" : "http", uri.getHost(), known, target + query));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return scheme + "://" + host + ":" + port + path;
        }
    }

    private static Optional<HttpReply> ask(Probe.Action.HttpGet get, Place place, Duration limit) throws IOException {
        try (Socket plain = new Socket()) {
            plain.setSoTimeout((int) limit.toMillis());
            plain.connect(new InetSocketAddress(place.host(), place.port()), (int) limit.toMillis());
            Socket socket = place.scheme().equals("https") ? secured(plain, place.host(), place.port()) : plain;
            String authority = place.host() + ":" + place.port();
            socket.getOutputStream().write(request(get, place.path(), authority).getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return HttpReply.read(socket.getInputStream());
        } catch (ConnectException e) {
            throw new ConnectException("Get \"" + place + "\": dial tcp " + place.host() + ":" + place.port()
                    + ": connect: connection refused");
        } catch (GeneralSecurityException e) {
            throw new IOException("Get \"" + place + "\": " + e.getMessage(), e);
        }
    }

    private static Asker.Answer answer(HttpReply reply) {
        if (reply.status() < 200 || reply.status() >= 400) {
            return new Asker.Answer.No("HTTP probe failed with statuscode: " + reply.status());
        }
        return reply.status() < 300
                ? new Asker.Answer.Yes()
                : new Asker.Answer.Warned("Probe terminated redirects, Response body: " + reply.body());
    }

    private static String request(Probe.Action.HttpGet get, String path, String authority) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        boolean host = false;
        for (Probe.Header header : get.headers()) {
            host |= header.name().equalsIgnoreCase("Host");
            request.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        if (!host) {
            request.append("Host: ").append(authority).append("\r\n");
        }
        return request.append("User-Agent: kube-probe/1.36\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                .toString();
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
        socket.startHandshake();
        return socket;
    }

    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
