package io.beemesh.provider.kubelet.spdy;

import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.RequestHead;
import java.util.List;
import java.util.Optional;

/** The opening handshake of Kubernetes' SPDY: an upgrade, and the choice of what is spoken above it. */
public final class SpdyHandshake {
    /** What a request asks to be upgraded to. */
    public static final String UPGRADE = "SPDY/3.1";

    private static final String VERSION = "X-Stream-Protocol-Version";

    private SpdyHandshake() {}

    /** What a handshake comes to. */
    public sealed interface Result {}

    /**
     * It is one.
     *
     * @param protocol the chosen protocol
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

    /** Judges a request; the client's first protocol that we speak is taken, in its order. */
    public static Result judge(RequestHead request, List<String> supported) {
        if (!request.upgrade(UPGRADE)) {
            return new Rejected(400, "unable to upgrade: missing upgrade headers in request");
        }
        List<String> asked = request.headers().members(VERSION);
        if (asked.isEmpty()) {
            return new Rejected(400, "unable to upgrade: header " + VERSION + " names no protocol");
        }
        Optional<String> chosen = asked.stream().filter(supported::contains).findFirst();
        if (chosen.isEmpty()) {
            return new Rejected(
                    403,
                    "unable to upgrade: unable to negotiate protocol: client supports " + asked + ", server accepts "
                            + supported);
        }
        return new Accepted(
                chosen.get(),
                Headers.NONE
                        .with("Connection", "Upgrade")
                        .with("Upgrade", UPGRADE)
                        .with(VERSION, chosen.get()));
    }
}
