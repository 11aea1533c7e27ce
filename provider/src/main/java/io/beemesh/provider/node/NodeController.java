package io.beemesh.provider.node;

import io.beemesh.provider.kube.node.LeaseWriter;
import io.beemesh.provider.kube.node.LeaseWriter.NodeUid;
import io.beemesh.provider.kube.node.NodeWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the virtual node at the API server: registers it, writes its status on change and every few minutes, renews its
 * lease, makes it again when somebody deletes it, and says so when the provider stops.
 *
 * <p>Writes come from one thread; changes that arrive meanwhile are taken together.
 */
public final class NodeController implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeController.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    // A look costs one read; it notices what time alone changes, such as a host that is lost.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final int START_ATTEMPTS = 60;

    private final NodeSettings settings;
    private final NodeWriter nodes;
    private final NodeRegistrar registrar;
    private final NodeLease lease;
    private final BlockingQueue<Boolean> nudges = new ArrayBlockingQueue<>(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private NodeWriter.Watching watching = () -> {};

    /** Where the node is written, and where its lease is. */
    public record Writers(NodeWriter nodes, LeaseWriter leases) {}

    /** Nothing is written before {@link #start}. */
    public NodeController(NodeSettings settings, Writers writers, NodeFaults faults, HostsView hosts, Clock clock) {
        this.settings = settings;
        this.nodes = writers.nodes();
        registrar = new NodeRegistrar(settings, nodes, faults, hosts, clock);
        lease = new NodeLease(settings, writers.leases(), registrar::uid, clock);
        thread = Thread.ofVirtual().name("bm-node-status").unstarted(this::run);
    }

    /**
     * Registers the node, or takes it over, and keeps it from then on. Tries for about a minute.
     *
     * @throws NodeRefusedException if a node of that name is not ours, or the API server does not let us
     */
    public void start() throws NodeRefusedException, InterruptedException {
        String reason = "";
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            switch (registrar.refresh()) {
                case NodeRegistrar.Kept() -> {
                    lease.start();
                    thread.start();
                    watching = nodes.watch(settings.name(), this::hostsChanged);
                    return;
                }
                case NodeRegistrar.Refused(String message) -> throw new NodeRefusedException(message);
                case NodeRegistrar.Troubled(String message) -> reason = message;
            }
            if (closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        throw new NodeRefusedException("node '" + settings.name() + "' could not be registered: " + reason);
    }

    /** Has the node looked at again soon; call it when a host came, went or changed. Returns at once. */
    public void hostsChanged() {
        nudges.offer(Boolean.TRUE);
    }

    /** Until when the cluster takes the node for alive, as far as this provider knows. */
    public Instant aliveUntil() {
        return lease.renewedAt().plus(settings.pace().leaseValid());
    }

    /** The uid of the registered node; empty before it is. */
    public Optional<NodeUid> uid() {
        return registrar.uid();
    }

    /** Stops writing and leaves the node NotReady with the reason ProviderStopped: nobody takes over. */
    public void stop() {
        close();
        registrar.markStopped();
    }

    /** Stops writing and leaves the node as it is: another one takes over, or its lease runs out. Idempotent. */
    @Override
    public void close() {
        if (closed.getCount() == 0) {
            return;
        }
        closed.countDown();
        watching.close();
        lease.close();
        thread.interrupt();
        try {
            if (thread.isAlive()) {
                thread.join(RETRY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean failing = false;
        try {
            while (!closed.await(settings.pace().statusGap().toMillis(), TimeUnit.MILLISECONDS)) {
                Duration pause = failing ? RETRY : shorter(registrar.untilNext(), LOOK_EVERY);
                nudges.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
                failing = report(registrar.refresh(), failing);
            }
        } catch (InterruptedException e) {
            log.atDebug().log("node thread was interrupted");
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private boolean report(NodeRegistrar.Outcome outcome, boolean failing) {
        return switch (outcome) {
            case NodeRegistrar.Kept() -> {
                if (failing) {
                    log.atInfo().addKeyValue("node", settings.name()).log("node status is written again");
                }
                yield false;
            }
            case NodeRegistrar.Refused(String message) -> warn(message, failing);
            case NodeRegistrar.Troubled(String message) -> warn(message, failing);
        };
    }

    private boolean warn(String message, boolean failing) {
        if (!failing) {
            log.atWarn()
                    .addKeyValue("node", settings.name())
                    .addKeyValue("error", message)
                    .log("node status cannot be written, trying again each second");
        }
        return true;
    }
}
