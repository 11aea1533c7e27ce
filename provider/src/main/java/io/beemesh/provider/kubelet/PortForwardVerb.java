package io.beemesh.provider.kubelet;

import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import java.io.IOException;

/** {@code /portForward/{namespace}/{pod}}: said to be missing, for a silent success would look like a hang. */
final class PortForwardVerb implements HttpHandler {

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.respond(
                501,
                "port-forward is not supported on this node: the pod runs on a host of the mesh; reach it by logs or"
                        + " exec\n");
    }
}
