package io.beemesh.provider.kubelet.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;

/** One request and its answer. Used by one thread; the answer is begun once. */
public final class HttpExchange {
    /** Plain text, as the kubelet's errors are. */
    public static final String TEXT = "text/plain; charset=utf-8";

    private final RequestHead request;
    private final List<X509Certificate> clientChain;
    private final HttpWire wire;
    private boolean begun;
    private boolean last;

    HttpExchange(RequestHead request, List<X509Certificate> clientChain, HttpWire wire) {
        this.request = request;
        this.clientChain = List.copyOf(clientChain);
        this.wire = wire;
        this.last = request.headers().lists("Connection", "close");
    }

    /** The request. */
    public RequestHead request() {
        return request;
    }

    /** The client's certificates, its own first; not verified against any authority. Empty if it has none. */
    public List<X509Certificate> clientChain() {
        return clientChain;
    }

    /** Whether an answer is begun. */
    public boolean begun() {
        return begun;
    }

    /** Whether the connection ends after this exchange. */
    boolean last() {
        return last;
    }

    /** Answers with a text. */
    public void respond(int status, String text) throws IOException {
        respond(status, Headers.NONE.with("Content-Type", TEXT), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with a whole body. */
    public void respond(int status, Headers headers, byte[] body) throws IOException {
        OutputStream out = begin(status, headers.with("Content-Length", Integer.toString(body.length)));
        if (!request.method().equals("HEAD")) {
            out.write(body);
        }
        out.flush();
    }

    /** Begins an answer of unknown length; every write is sent at once. The caller closes it if it is complete. */
    public OutputStream stream(int status, Headers headers) throws IOException {
        OutputStream out = begin(status, headers.with("Transfer-Encoding", "chunked"));
        out.flush();
        return new ChunkedOutput(out);
    }

    /**
     * Runs an action when the client goes away while the answer is streamed. The connection ends after this exchange.
     * To be called before the answer is begun.
     *
     * <p>The action runs on a thread of its own, also when the exchange ends in good order.
     */
    public void whenClientLeaves(Runnable action) {
        last = true;
        wire.start("leave", () -> {
            wire.discardUntilEnd();
            action.run();
        });
    }

    /** Switches protocols (RFC 9110 section 7.8); the connection is the caller's until its handler returns. */
    public Upgraded upgrade(Headers headers) throws IOException {
        last = true;
        begin(101, headers).flush();
        wire.upgraded();
        return new Upgraded(wire.in(), wire.out(), wire);
    }

    private OutputStream begin(int status, Headers headers) throws IOException {
        if (begun) {
            throw new IllegalStateException("the answer to " + request.path() + " is begun already");
        }
        begun = true;
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(reason(status))
                .append("\r\n");
        for (Headers.Field field : headers.fields()) {
            head.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        if (last && status != 101) {
            head.append("Connection: close\r\n");
        }
        OutputStream out = new BufferedOutputStream(wire.out());
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        return out;
    }

    /** Reason phrases (RFC 9110 section 15). */
    private static String reason(int status) {
        return switch (status) {
            case 101 -> "Switching Protocols";
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 411 -> "Length Required";
            case 413 -> "Content Too Large";
            case 422 -> "Unprocessable Entity";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            default -> "Status " + status;
        };
    }
}
