package io.beemesh.provider.kubelet.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** {@code GET /configz}: the kubelet's configuration, as far as this node has what it configures. */
public final class ConfigzVerb implements HttpHandler {
    private final byte[] configuration;

    /** Answers with the configuration of a server that listens there. */
    public ConfigzVerb(InetSocketAddress listen) {
        this.configuration = configuration(listen).toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (exchange.request().segments().size() > 1) {
            exchange.respond(404, "404 page not found\n");
        } else {
            exchange.respond(200, Headers.NONE.with("Content-Type", "application/json"), configuration);
        }
    }

    private static ObjectNode configuration(InetSocketAddress listen) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode kubelet = root.putObject("kubeletconfig")
                .put("kind", "KubeletConfiguration")
                .put("apiVersion", "kubelet.config.k8s.io/v1beta1")
                .put("enableServer", true)
                .put("address", listen.getAddress().getHostAddress())
                .put("port", listen.getPort());
        ObjectNode authentication = kubelet.putObject("authentication");
        authentication.putObject("x509");
        authentication.putObject("webhook").put("enabled", true).put("cacheTTL", "2m0s");
        authentication.putObject("anonymous").put("enabled", false);
        kubelet.putObject("authorization")
                .put("mode", "Webhook")
                .putObject("webhook")
                .put("cacheAuthorizedTTL", "5m0s")
                .put("cacheUnauthorizedTTL", "30s");
        kubelet.put("enableDebuggingHandlers", true)
                .put("streamingConnectionIdleTimeout", "4h0m0s")
                .put("nodeStatusReportFrequency", "5m0s")
                .put("nodeLeaseDurationSeconds", 40)
                .put("volumeStatsAggPeriod", "1m0s")
                .put("serverTLSBootstrap", true);
        return root;
    }
}
