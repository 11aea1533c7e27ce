package io.beemesh.provider.kubelet.report;

import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import io.beemesh.provider.kubelet.http.RequestHead;
import java.io.IOException;
import java.util.function.Function;

/** {@code GET /pods} and {@code GET /runningpods/}: a {@code PodList} in JSON. */
public final class PodsVerb implements HttpHandler {
    private final Function<String, byte[]> pods;
    private final Function<RequestHead, String> node;

    /**
     * Answers with a list.
     *
     * @param pods of a node
     * @param node that a request is for
     */
    public PodsVerb(Function<String, byte[]> pods, Function<RequestHead, String> node) {
        this.pods = pods;
        this.node = node;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (exchange.request().segments().size() > 1) {
            exchange.respond(404, "404: Page Not Found");
        } else {
            byte[] body = pods.apply(node.apply(exchange.request()));
            exchange.respond(200, Headers.NONE.with("Content-Type", "application/json"), body);
        }
    }
}
