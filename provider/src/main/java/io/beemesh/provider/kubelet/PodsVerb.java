package io.beemesh.provider.kubelet;

import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import java.io.IOException;
import java.util.function.Supplier;

/** {@code GET /pods} and {@code GET /runningpods/}: a {@code PodList} in JSON. */
final class PodsVerb implements HttpHandler {
    private final Supplier<byte[]> pods;

    PodsVerb(Supplier<byte[]> pods) {
        this.pods = pods;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (exchange.request().segments().size() > 1) {
            exchange.respond(404, "404: Page Not Found");
        } else {
            exchange.respond(200, Headers.NONE.with("Content-Type", "application/json"), pods.get());
        }
    }
}
