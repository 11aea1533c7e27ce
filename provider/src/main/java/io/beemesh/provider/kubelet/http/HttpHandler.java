package io.beemesh.provider.kubelet.http;

import java.io.IOException;

/** Answers requests. */
@FunctionalInterface
public interface HttpHandler {

    /**
     * Answers one request, on a thread of the connection's own.
     *
     * @throws IOException if the client went away or what stands behind failed; an answer not yet begun becomes a 500
     */
    void handle(HttpExchange exchange) throws IOException;
}
