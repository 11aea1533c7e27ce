package io.beemesh.provider.kubelet.report;

import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import java.io.IOException;
import java.util.Optional;

/** {@code GET /healthz}: ok, or what is wrong. */
public final class HealthzVerb implements HttpHandler {
    private final NodeReports reports;

    /** Answers by these reports. */
    public HealthzVerb(NodeReports reports) {
        this.reports = reports;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<String> trouble = reports.trouble();
        if (trouble.isPresent()) {
            exchange.respond(500, "healthz check failed: " + trouble.get() + "\n");
        } else {
            exchange.respond(200, "ok");
        }
    }
}
