package io.beemesh.provider.kubelet;

import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code GET /metrics} and what is below it, in Prometheus' text format. */
final class MetricsVerb implements HttpHandler {
    private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final NodeReports reports;

    MetricsVerb(NodeReports reports) {
        this.reports = reports;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<String> metrics = reports.metrics(exchange.request().path());
        if (metrics.isEmpty()) {
            exchange.respond(404, "404 page not found\n");
        } else {
            byte[] body = metrics.get().getBytes(StandardCharsets.UTF_8);
            exchange.respond(200, Headers.NONE.with("Content-Type", FORMAT), body);
        }
    }
}
