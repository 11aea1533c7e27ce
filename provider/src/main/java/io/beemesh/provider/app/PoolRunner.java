package io.beemesh.provider.app;

import io.beemesh.provider.app.bridge.KeptCertificates;
import io.beemesh.provider.app.bridge.TableHosts;
import io.beemesh.provider.app.side.NodeSide;
import io.beemesh.provider.app.side.TunnelSide;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.WriteFence;
import io.beemesh.provider.kube.event.ApiObjectEvents;
import io.beemesh.provider.kube.node.ApiLeaseWriter;
import io.beemesh.provider.kube.node.ApiNodeWriter;
import io.beemesh.provider.node.NodeController;
import io.beemesh.provider.node.NodeFaults;
import io.beemesh.provider.node.NodeRefusedException;
import io.beemesh.provider.pool.Pool;
import io.beemesh.provider.pool.PoolState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs the virtual node of one pool, from now until it is closed; tries again every ten seconds what was refused. */
final class PoolRunner implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final PoolState PENDING = new PoolState(PoolState.Reason.PENDING, "the node is on its way", 0);

    private final Pool pool;
    private final Pools.Ground ground;
    private final Pools pools;
    private final Parts parts = new Parts();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile PoolState state = PENDING;
    private volatile boolean running;

    private PoolRunner(Pool pool, Pools.Ground ground, Pools pools) {
        this.pool = pool;
        this.ground = ground;
        this.pools = pools;
        this.thread = Thread.ofVirtual().name("bm-pool-" + pool.name()).unstarted(this::run);
    }

    /** Starts to run it; returns at once. */
    static PoolRunner start(Pool pool, Pools.Ground ground, Pools pools) {
        PoolRunner runner = new PoolRunner(pool, ground, pools);
        runner.thread.start();
        return runner;
    }

    Pool pool() {
        return pool;
    }

    /** Whether the node is there, so that hosts may belong to it. */
    boolean isRunning() {
        return running;
    }

    /** How the node fares, hosts aside. */
    PoolState state() {
        return state;
    }

    private void run() {
        try {
            boolean ran = attempt();
            while (!ran && !closing.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                ran = attempt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean attempt() throws InterruptedException {
        Optional<PoolState> refusal = refusal();
        state = refusal.orElse(PENDING);
        if (refusal.isPresent()) {
            ground.nodes().close(pool.nodeName());
            return false;
        }
        NodeSide side = ground.nodes().open(pool.nodeName());
        NodeController node = new NodeController(
                ground.node().pooled(pool.nodeName(), labels(), taints()),
                new NodeController.Writers(
                        new ApiNodeWriter(side.access(), ground.cluster()), new ApiLeaseWriter(side.access())),
                new NodeFaults(
                        new KeptCertificates(List.of(side.client())),
                        new ApiObjectEvents(side.access(), Clock.systemUTC())),
                new TableHosts(ground.table(), host -> pools.belongs(host, pool.nodeName())),
                Clock.systemUTC());
        parts.add(node);
        try {
            node.start();
        } catch (NodeRefusedException e) {
            parts.close();
            state = new PoolState(PoolState.Reason.NAME_TAKEN, String.valueOf(e.getMessage()), 0);
            return false;
        }
        running = true;
        parts.add(ground.table().listen(new Term.Nudge(node)));
        parts.add(TunnelSide.open(
                ground.tunnel(),
                new TunnelSide.Ends(ground.cluster(), side.access()),
                pool.nodeName(),
                ground.kubelet()));
        pools.ran();
        return true;
    }

    /** Why the provider cannot be that node now; empty if it can. */
    private Optional<PoolState> refusal() {
        try (KubernetesClient asNode = KubeClients.impersonate(ground.cluster(), pool.nodeName(), WriteFence.NONE)) {
            Answer<Node> answer =
                    Answer.of(() -> asNode.nodes().withName(pool.nodeName()).get());
            return answer instanceof Answer.Failed<Node>(String reason, boolean retryable)
                    ? Optional.of(new PoolState(
                            retryable ? PoolState.Reason.PENDING : PoolState.Reason.NOT_ALLOWED,
                            "the provider may not be node '" + pool.nodeName() + "': " + reason
                                    + "; with Helm, add the name to the value `pools`",
                            0))
                    : Optional.empty();
        }
    }

    private Map<String, String> labels() {
        Map<String, String> all = new HashMap<>(pool.labels());
        all.put(Pool.LABEL, pool.name());
        return all;
    }

    private List<Taint> taints() {
        return pool.taints().stream()
                .map(it -> new Taint(it.effect().text(), it.key(), null, it.value()))
                .toList();
    }

    /** Stops running it; the node stays as it is. Idempotent. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = false;
        parts.close();
    }
}
