package io.beemesh.provider.resource.token;

import io.beemesh.provider.resource.Operators;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;

/** Runs the reconciler of JoinTokens. */
public final class JoinTokenController implements AutoCloseable {
    private final JoinTokenReconciler reconciler;
    private final String namespace;
    private final Operator operator;

    /**
     * Nothing happens before {@link #start}; the client is somebody else's to close.
     *
     * @param namespace of the provider: JoinTokens elsewhere are not looked at
     */
    public JoinTokenController(KubernetesClient client, String namespace, JoinTokenPorts ports, Clock clock) {
        reconciler = new JoinTokenReconciler(ports, clock);
        this.namespace = namespace;
        operator = Operators.over(client);
    }

    /** Starts the reconciler; returns when it knows all JoinTokens. */
    public void start() {
        operator.register(reconciler, overrider -> overrider.settingNamespace(namespace));
        operator.start();
    }

    /** Stops writing; JoinTokens stay as they are, and good. Idempotent. */
    @Override
    public void close() {
        operator.stop();
    }
}
