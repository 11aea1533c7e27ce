package io.beemesh.provider.kubelet.access;

import io.beemesh.provider.kube.Reviews.NodeAccess;
import io.beemesh.provider.kube.Reviews.User;
import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a request through if its user is known and may, else answers as the kubelet does. */
public final class AccessFilter implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(AccessFilter.class);

    private final AskedNode node;
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final HttpHandler next;

    /** Guards a handler of the node that is asked for. */
    public AccessFilter(AskedNode node, Authenticator authenticator, Authorizer authorizer, HttpHandler next) {
        this.node = node;
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.next = next;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<User> user = known(exchange);
        if (user.isEmpty()) {
            exchange.respond(401, "Unauthorized");
        } else if (allowed(user.get(), exchange)) {
            next.handle(exchange);
        }
    }

    private Optional<User> known(HttpExchange exchange) {
        try {
            return authenticator.user(exchange);
        } catch (IOException e) {
            log.atWarn().addKeyValue("cause", e.getMessage()).log("kubelet client not authenticated");
            return Optional.empty();
        }
    }

    /** Whether the user may; if not, the answer is given. */
    private boolean allowed(User user, HttpExchange exchange) throws IOException {
        NodeAttributes attributes = NodeAttributes.of(exchange.request());
        String name = node.apply(exchange.request());
        for (String subresource : attributes.subresources()) {
            NodeAccess access = new NodeAccess(attributes.verb(), name, subresource);
            try {
                if (authorizer.allowed(user, access)) {
                    return true;
                }
            } catch (IOException e) {
                log.atWarn().addKeyValue("cause", e.getMessage()).log("kubelet client not authorised");
                exchange.respond(
                        500,
                        "Authorization error (user=%s, verb=%s, resource=nodes, subresource=%s)"
                                .formatted(user.name(), access.verb(), subresource));
                return false;
            }
        }
        exchange.respond(
                403,
                "Forbidden (user=%s, verb=%s, resource=nodes, subresource(s)=[%s])\n"
                        .formatted(user.name(), attributes.verb(), String.join(" ", attributes.subresources())));
        return false;
    }
}
