package io.beemesh.provider.node;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.node.LeaseWriter;
import io.beemesh.provider.kube.node.LeaseWriter.NodeUid;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the lease of the node on a thread of its own, so that nothing else that is slow makes the node look lost.
 *
 * <p>A platform thread: virtual threads that are all busy must not delay it either.
 */
final class NodeLease implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeLease.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final NodeSettings settings;
    private final LeaseWriter leases;
    private final Supplier<Optional<NodeUid>> uid;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Instant renewedAt = Instant.EPOCH;
    private boolean failing;

    NodeLease(NodeSettings settings, LeaseWriter leases, Supplier<Optional<NodeUid>> uid, Clock clock) {
        this.settings = settings;
        this.leases = leases;
        this.uid = uid;
        this.clock = clock;
        thread = Thread.ofPlatform().daemon().name("bm-node-lease").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** When the API server last took a renewal; the epoch if it never did. */
    Instant renewedAt() {
        return renewedAt;
    }

    /** Ends the renewals; the lease stays and runs out. Waits for a renewal that is under way. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            if (thread.isAlive()) {
                thread.join(settings.pace().leaseEvery());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Duration pause = Duration.ZERO;
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = renew() ? settings.pace().leaseEvery() : RETRY;
            }
        } catch (InterruptedException e) {
            log.atDebug().log("lease thread was interrupted");
        }
    }

    private boolean renew() {
        Optional<NodeUid> owner = uid.get();
        if (owner.isEmpty()) {
            return false;
        }
        var answer = leases.renew(settings.name(), owner.get(), settings.pace().leaseValid(), clock.instant());
        return switch (answer) {
            case Answer.Done<Instant>(Instant at) -> renewed(at);
            case Answer.Failed<Instant>(String reason, boolean retryable) -> failed(reason);
            case Answer.Missing<Instant>() -> failed("the namespace of node leases is missing");
            case Answer.Conflict<Instant>() -> failed("somebody else made the lease in between");
        };
    }

    private boolean renewed(Instant at) {
        if (failing) {
            log.atInfo().addKeyValue("node", settings.name()).log("node lease is renewed again");
        }
        failing = false;
        renewedAt = at;
        return true;
    }

    private boolean failed(String reason) {
        if (!failing) {
            log.atWarn()
                    .addKeyValue("node", settings.name())
                    .addKeyValue("error", reason)
                    .log("node lease cannot be renewed, trying again each second");
        }
        failing = true;
        return false;
    }
}
