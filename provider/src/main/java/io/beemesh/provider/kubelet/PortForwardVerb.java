package io.beemesh.provider.kubelet;

import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import io.beemesh.provider.kubelet.http.MalformedRequestException;
import io.beemesh.provider.kubelet.portforward.ForwardedPod;
import io.beemesh.provider.kubelet.portforward.PodName;
import io.beemesh.provider.kubelet.portforward.PortForward;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code GET} or {@code POST /portForward/{namespace}/{pod}[/{uid}]}. */
final class PortForwardVerb implements HttpHandler {
    private final PodSessions sessions;
    private final PortForward forward;

    PortForwardVerb(PodSessions sessions, PortForward forward) {
        this.sessions = sessions;
        this.forward = forward;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<PodName> name = PodName.of(exchange.request().segments());
        if (name.isEmpty()) {
            exchange.respond(404, "404: Page Not Found");
            return;
        }
        List<Integer> ports;
        try {
            ports = PortForward.ports(exchange.request());
        } catch (MalformedRequestException e) {
            exchange.respond(e.status(), String.valueOf(e.getMessage()));
            return;
        }
        Optional<ForwardedPod> pod = sessions.find(name.get());
        if (pod.isEmpty()) {
            exchange.respond(404, "pod does not exist");
        } else {
            forward.serve(exchange, pod.get(), ports);
        }
    }
}
