package io.beemesh.provider.app;

import io.beemesh.provider.app.side.Nodes;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.WriteFence;
import io.beemesh.provider.node.NodeSettings;
import io.beemesh.provider.pods.Ports;
import io.beemesh.provider.pool.Pool;
import io.beemesh.provider.pool.PoolState;
import io.beemesh.provider.resource.PoolNodes;
import io.beemesh.provider.tunnel.TunnelMode;
import io.beemesh.provider.tunnel.session.SocketDoor;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The virtual nodes of pools while this provider leads, and which host belongs to which. Any thread. */
final class Pools implements PoolNodes, Ports.Belonging, AutoCloseable {
    private final Ground ground;
    private final Map<String, PoolRunner> runners = new ConcurrentHashMap<>();
    private final Set<String> going = ConcurrentHashMap.newKeySet();
    private final PoolBelonging running;

    /**
     * What nodes of pools are run with.
     *
     * @param cluster the provider's own rights, fenced
     * @param node settings of the mesh's own node
     * @param nodes that are open
     * @param table of hosts
     * @param tunnel whether API servers need one
     * @param kubelet where the kubelet API is
     */
    record Ground(
            KubernetesClient cluster,
            NodeSettings node,
            Nodes nodes,
            HostTable table,
            TunnelMode tunnel,
            SocketDoor kubelet) {}

    Pools(Ground ground) {
        this.ground = ground;
        this.running = new PoolBelonging(ground.node().name());
    }

    @Override
    public void put(Pool pool) {
        runners.compute(pool.name(), (name, old) -> {
            if (old != null && old.pool().equals(pool)) {
                return old;
            }
            if (old != null) {
                old.close();
            }
            return PoolRunner.start(pool, ground, this);
        });
    }

    @Override
    public void remove(PoolNode node) {
        PoolRunner runner = runners.remove(node.pool());
        if (runner != null) {
            runner.close();
            ran();
        }
        going.add(node.pool());
        if (isGone(node)) {
            ground.nodes().close(node.name());
            going.remove(node.pool());
        }
    }

    /** Whether the API server has no node of the pool; removes it if it has. */
    private boolean isGone(PoolNode node) {
        try (KubernetesClient asNode = KubeClients.impersonate(ground.cluster(), node.name(), WriteFence.NONE)) {
            return switch (Answer.of(() -> asNode.nodes().withName(node.name()).get())) {
                case Answer.Missing<Node>() -> true;
                case Answer.Done<Node>(Node held) -> isAnothers(held, node.pool()) || !asked(held);
                case Answer.Conflict<Node>() -> false;
                // Whoever may not be that node has never made it.
                case Answer.Failed<Node>(String reason, boolean retryable) -> !retryable;
            };
        }
    }

    private static boolean isAnothers(Node held, String pool) {
        Map<String, String> labels = held.getMetadata().getLabels();
        return labels == null || !pool.equals(labels.get(Pool.LABEL));
    }

    /** Asks for the node's removal; that it is gone is seen by the next look. */
    private boolean asked(Node held) {
        Answer<Node> answer = Answer.of(() -> {
            List<StatusDetails> details =
                    ground.cluster().nodes().resource(held).delete();
            return details.isEmpty() ? null : held;
        });
        return !(answer instanceof Answer.Missing<Node>);
    }

    @Override
    public Optional<PoolState> state(String pool) {
        PoolRunner runner = runners.get(pool);
        if (runner == null) {
            return going.contains(pool)
                    ? Optional.of(new PoolState(PoolState.Reason.PENDING, "the node is being removed", 0))
                    : Optional.empty();
        }
        return Optional.of(runner.isRunning() ? running(runner.pool()) : runner.state());
    }

    private PoolState running(Pool pool) {
        List<HostView> hosts = ground.table().snapshot().stream()
                .filter(host -> belongs(host, pool.nodeName()))
                .toList();
        long attached = hosts.stream()
                .filter(host -> host.state() instanceof HostState.Attached)
                .count();
        String message =
                attached + " of " + hosts.size() + (hosts.size() == 1 ? " host is" : " hosts are") + " attached";
        return new PoolState(
                attached > 0 ? PoolState.Reason.NODE_READY : PoolState.Reason.NO_HOSTS, message, hosts.size());
    }

    /** A pool's node came or went: hosts belong to the nodes that are there. */
    void ran() {
        running.update(runners.values().stream()
                .filter(PoolRunner::isRunning)
                .map(PoolRunner::pool)
                .toList());
        ground.table().snapshot().forEach(host -> ground.table()
                .look(host.identity().peer()));
    }

    @Override
    public boolean belongs(HostView host, String node) {
        return running.belongs(host, node);
    }

    /** Stops running all of them; their nodes stay as they are. Idempotent. */
    @Override
    public void close() {
        runners.values().forEach(PoolRunner::close);
        runners.clear();
    }
}
