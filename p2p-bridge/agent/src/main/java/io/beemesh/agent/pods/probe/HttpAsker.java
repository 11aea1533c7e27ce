package io.beemesh.agent.pods.probe;

import io.beemesh.agent.spec.Probe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** One HTTP/1.1 GET whose status line is all that counts; certificates are not verified, as the kubelet does not. */
final class HttpAsker {
    private static final int STATUS_LINE_MAX = 1024;

    private HttpAsker() {}

    static Asker.Answer get(Probe.Action.HttpGet get, String host, int port, Duration limit) throws IOException {
        String path = get.path().startsWith("/") ? get.path() : "/" + get.path();
        String url = get.scheme().toLowerCase(Locale.ROOT) + "://" + host + ":" + port + path;
        try (Socket plain = new Socket()) {
            plain.setSoTimeout((int) limit.toMillis());
            plain.connect(new InetSocketAddress(host, port), (int) limit.toMillis());
            Socket socket = get.scheme().equals("HTTPS") ? secured(plain, host, port) : plain;
            socket.getOutputStream().write(request(get, path, host + ":" + port).getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return answer(statusLine(socket));
        } catch (ConnectException e) {
            return new Asker.Answer.No(
                    "Get \"" + url + "\": dial tcp " + host + ":" + port + ": connect: connection refused");
        } catch (GeneralSecurityException e) {
            throw new IOException("Get \"" + url + "\": " + e.getMessage(), e);
        }
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

    private static String statusLine(Socket socket) throws IOException {
        BufferedReader reader = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), STATUS_LINE_MAX);
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0 && c != '\n' && line.length() < STATUS_LINE_MAX; c = reader.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static Asker.Answer answer(String statusLine) {
        String[] parts = statusLine.trim().split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/") || !parts[1].matches("[1-5][0-9][0-9]")) {
            return new Asker.Answer.No("malformed HTTP response");
        }
        int code = Integer.parseInt(parts[1]);
        return code >= 200 && code < 400
                ? new Asker.Answer.Yes()
                : new Asker.Answer.No("HTTP probe failed with statuscode: " + code);
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
