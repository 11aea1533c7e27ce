package io.beemesh.provider.app;

import io.beemesh.provider.app.config.Settings;
import io.beemesh.provider.kube.KubeClients;
import io.beemesh.provider.kube.node.ApiLeaseWriter;
import io.beemesh.provider.kube.node.ApiNodeWriter;
import io.beemesh.provider.node.HostsView;
import io.beemesh.provider.node.NodeController;
import io.beemesh.provider.node.NodeRefusedException;
import io.beemesh.provider.node.NodeSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** All rooms, put together: started bottom up, stopped top down. */
final class Provider implements AutoCloseable {
    private final Clock clock = Clock.systemUTC();
    private final Deque<Part> parts = new ArrayDeque<>();
    private final NodeController node;

    private Provider(Settings settings) {
        KubernetesClient client = add(KubeClients.connect(settings.kube()));
        URI server = URI.create(client.getConfiguration().getMasterUrl());
        NodeSettings nodeSettings = settings.node(Version.current(), () -> LocalAddress.towards(server));
        HostsView hosts = List::of;
        node = add(
                new NodeController(nodeSettings, new ApiNodeWriter(client), new ApiLeaseWriter(client), hosts, clock));
    }

    /** Starts everything; what was started is stopped again if something fails. */
    static Provider start(Settings settings) throws NodeRefusedException, InterruptedException {
        Provider provider = new Provider(settings);
        boolean started = false;
        try {
            provider.node.start();
            started = true;
            return provider;
        } finally {
            if (!started) {
                provider.close();
            }
        }
    }

    /** Whether the cluster takes the node for alive. */
    boolean isAlive() {
        return Instant.now(clock).isBefore(node.aliveUntil());
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.push(new Part(part));
        return part;
    }
}
