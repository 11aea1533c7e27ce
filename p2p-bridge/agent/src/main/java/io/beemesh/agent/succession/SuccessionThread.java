package io.beemesh.agent.succession;

import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.state.WorkPlane;
import io.beemesh.mesh.wire.RunPod;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that looks at the succession of this host's groups every two seconds. */
public final class SuccessionThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SuccessionThread.class);
    private static final long LOOK_SECONDS = 2;

    private final WorkPlane groups;
    private final Succession succession;
    private final Clusters clusters;
    private final CountDownLatch closed = new CountDownLatch(1);

    private SuccessionThread(WorkPlane groups, Succession succession, Clusters clusters) {
        this.groups = groups;
        this.succession = succession;
        this.clusters = clusters;
    }

    /**
     * This host's clusters.
     *
     * @param heard those whose leading provider this host is attached to
     * @param signed whether a pod's order is signed by the authority of its cluster's mesh
     */
    public record Clusters(Supplier<Set<String>> heard, Predicate<RunPod> signed) {}

    /**
     * Begins to look.
     *
     * @param steady never jumps
     */
    public static SuccessionThread start(WorkPlane groups, PodWorkers workers, Clusters clusters, Clock steady) {
        Succession succession = new Succession(new AdmittedPods(workers, groups.tenures()), groups::holder, steady);
        SuccessionThread thread = new SuccessionThread(groups, succession, clusters);
        Thread.ofVirtual().name("bm-succession").start(thread::run);
        return thread;
    }

    private void run() {
        try {
            while (!closed.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What nobody foresaw must not end the thread: nobody would take anything over. */
    private void look() {
        try {
            succession.look(
                    groups.openGroups(clusters.signed()), clusters.heard().get());
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("groups were not looked at this time; it is tried again");
        }
    }

    /** Ends it soon; whatever was taken over runs on. Idempotent. */
    @Override
    public void close() {
        closed.countDown();
    }
}
