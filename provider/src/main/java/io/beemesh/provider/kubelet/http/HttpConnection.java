package io.beemesh.provider.kubelet.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the requests of one connection, one after the other. */
final class HttpConnection {
    private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);
    private static final int BODY_BYTES_MAX = 64 * 1024;

    private final SSLSocket secure;
    private final HttpWire wire;
    private final HttpServerConfig config;
    private final HttpHandler handler;

    HttpConnection(SSLSocket secure, HttpWire wire, HttpServerConfig config, HttpHandler handler) {
        this.secure = secure;
        this.wire = wire;
        this.config = config;
        this.handler = handler;
    }

    /** Serves until the client or an answer ends the connection. */
    void serve() {
        try {
            List<X509Certificate> chain = handshake();
            boolean more = true;
            while (more) {
                more = serveNext(chain);
            }
        } catch (IOException e) {
            log.atDebug().addKeyValue("cause", e.toString()).log("kubelet connection ended");
        } finally {
            wire.close();
        }
    }

    private List<X509Certificate> handshake() throws IOException {
        Upgraded.Timer timer = wire.after(config.headTimeout(), wire::abort);
        try {
            secure.startHandshake();
        } finally {
            timer.cancel();
        }
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : secure.getSession().getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // the client has no certificate, and may have a token
        }
        return chain;
    }

    private boolean serveNext(List<X509Certificate> chain) throws IOException {
        Optional<RequestHead> head;
        try {
            head = readHead();
        } catch (MalformedRequestException e) {
            new HttpExchange(new RequestHead("", List.of(), Query.NONE, closing()), List.of(), wire)
                    .respond(e.status(), e.getMessage() + "\n");
            return false;
        }
        if (head.isEmpty()) {
            return false;
        }
        HttpExchange exchange = new HttpExchange(head.get(), chain, wire);
        answer(exchange);
        return !exchange.last() && !wire.isUpgraded();
    }

    private Optional<RequestHead> readHead() throws IOException {
        Upgraded.Timer idle = wire.after(config.keepAliveTimeout(), wire::abort);
        PushbackInputStream in = new PushbackInputStream(wire.in(), 1);
        int first;
        try {
            first = in.read();
        } finally {
            idle.cancel();
        }
        if (first < 0) {
            return Optional.empty();
        }
        in.unread(first);
        Upgraded.Timer timer = wire.after(config.headTimeout(), wire::abort);
        try {
            Optional<RequestHead> head = new HeadReader(in).read();
            if (head.isPresent()) {
                skipBody(head.get().headers(), in);
            }
            return head;
        } finally {
            timer.cancel();
        }
    }

    /** No verb takes a body, so a short one is read and dropped, any other refused. */
    private static void skipBody(Headers headers, InputStream in) throws IOException {
        if (headers.first("Transfer-Encoding").isPresent()) {
            throw new MalformedRequestException(411, "body: expected a Content-Length");
        }
        List<String> lengths = headers.all("Content-Length");
        if (lengths.isEmpty()) {
            return;
        }
        int length = lengths.size() == 1 ? parseLength(lengths.getFirst()) : -1;
        if (length < 0) {
            throw new MalformedRequestException(400, "body: broken Content-Length (expected: one number)");
        }
        if (length > BODY_BYTES_MAX) {
            throw new MalformedRequestException(413, "body: longer than " + BODY_BYTES_MAX + " bytes");
        }
        in.skipNBytes(length);
    }

    private static int parseLength(String text) {
        boolean digits = !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.parseInt(text) : -1;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try {
            handler.handle(exchange);
        } catch (IOException e) {
            if (exchange.begun()) {
                throw e;
            }
            log.atDebug()
                    .addKeyValue("path", exchange.request().path())
                    .addKeyValue("cause", e.toString())
                    .log("kubelet request failed");
            exchange.respond(500, e.getMessage() + "\n");
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("path", exchange.request().path())
                    .setCause(e)
                    .log("kubelet request failed");
            if (exchange.begun()) {
                throw new IOException("the handler failed within its answer", e);
            }
            exchange.respond(500, "internal error\n");
        }
    }

    private static Headers closing() {
        return Headers.NONE.with("Connection", "close");
    }
}
