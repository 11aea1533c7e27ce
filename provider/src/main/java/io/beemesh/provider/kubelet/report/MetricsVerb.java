package io.beemesh.provider.kubelet.report;

import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import io.beemesh.provider.kubelet.http.RequestHead;
import io.beemesh.provider.kubelet.usage.UsageViews;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** {@code GET /metrics} and what is below it, in Prometheus' text format. */
public final class MetricsVerb implements HttpHandler {
    private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final NodeReports reports;
    private final UsageViews views;
    private final Function<RequestHead, String> node;

    /**
     * Answers by these.
     *
     * @param node that a request is for
     */
    public MetricsVerb(NodeReports reports, UsageViews views, Function<RequestHead, String> node) {
        this.reports = reports;
        this.views = views;
        this.node = node;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        RequestHead request = exchange.request();
        Optional<String> metrics = request.path().equals("/metrics")
                ? Optional.of(reports.metrics())
                : views.metrics(node.apply(request), request.path());
        if (metrics.isEmpty()) {
            exchange.respond(404, "404 page not found\n");
        } else {
            byte[] body = metrics.get().getBytes(StandardCharsets.UTF_8);
            exchange.respond(200, Headers.NONE.with("Content-Type", FORMAT), body);
        }
    }
}
