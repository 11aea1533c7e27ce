package io.beemesh.provider.kubelet.report;

import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import io.beemesh.provider.kubelet.http.RequestHead;
import io.beemesh.provider.kubelet.usage.UsageSource.Depth;
import io.beemesh.provider.kubelet.usage.UsageViews;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * {@code GET} or {@code POST /stats/summary[?only_cpu_and_memory=true]}. What else was below {@code /stats} no kubelet
 * has any more.
 */
public final class StatsVerb implements HttpHandler {
    private final UsageViews views;
    private final Function<RequestHead, String> node;

    /**
     * Answers by these.
     *
     * @param node that a request is for
     */
    public StatsVerb(UsageViews views, Function<RequestHead, String> node) {
        this.views = views;
        this.node = node;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        RequestHead request = exchange.request();
        if (!request.segments().equals(List.of("stats", "summary"))) {
            exchange.respond(404, "404: Page Not Found");
            return;
        }
        boolean brief = request.query().all("only_cpu_and_memory").equals(List.of("true"));
        byte[] body = views.summary(node.apply(request), brief ? Depth.BRIEF : Depth.FULL)
                .getBytes(StandardCharsets.UTF_8);
        exchange.respond(200, Headers.NONE.with("Content-Type", "application/json"), body);
    }
}
