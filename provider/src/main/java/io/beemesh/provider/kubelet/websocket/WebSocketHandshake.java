package io.beemesh.provider.kubelet.websocket;

import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The opening handshake (RFC 6455 section 4.2). */
public final class WebSocketHandshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int NONCE_BYTES = 16;

    private WebSocketHandshake() {}

    /** What a handshake comes to. */
    public sealed interface Result {}

    /**
     * It is one.
     *
     * @param protocol the chosen sub-protocol; empty if the client asked for none
     * @param headers the headers of the answer
     */
    public record Accepted(String protocol, Headers headers) implements Result {}

    /**
     * It is none.
     *
     * @param status the HTTP status of the answer
     * @param message why
     */
    public record Rejected(int status, String message) implements Result {}

    /** Judges a request; the client's first sub-protocol that we speak is taken, in its order. */
    public static Result judge(RequestHead request, List<String> supported) {
        Headers headers = request.headers();
        Optional<String> key = headers.first("Sec-WebSocket-Key").filter(WebSocketHandshake::isNonce);
        if (!request.method().equals("GET") || key.isEmpty()) {
            return new Rejected(400, "unable to upgrade: no WebSocket handshake (expected: GET and Sec-WebSocket-Key)");
        }
        if (!headers.first("Sec-WebSocket-Version").equals(Optional.of("13"))) {
            return new Rejected(400, "unable to upgrade: WebSocket version (expected: 13)");
        }
        Headers answer = Headers.NONE
                .with("Connection", "Upgrade")
                .with("Upgrade", "websocket")
                .with("Sec-WebSocket-Accept", accept(key.get()));
        List<String> asked = headers.members("Sec-WebSocket-Protocol");
        if (asked.isEmpty()) {
            return new Accepted("", answer);
        }
        Optional<String> chosen = asked.stream().filter(supported::contains).findFirst();
        if (chosen.isEmpty()) {
            return new Rejected(403, "requested protocol(s) are not supported: " + asked + "; supports " + supported);
        }
        return new Accepted(chosen.get(), answer.with("Sec-WebSocket-Protocol", chosen.get()));
    }

    private static boolean isNonce(String key) {
        try {
            return Base64.getDecoder().decode(key).length == NONCE_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-1", e);
        }
    }
}
