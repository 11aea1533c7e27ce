package io.beemesh.agent.pods.probe;

import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.spec.Probe;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One probe of one run of a container.
 *
 * <p><i>Source:</i> kubelet, prober/worker.go.
 */
final class ProbeLoop {
    private final Probes.Kind kind;
    private final Probe probe;
    private final Run about;
    private final CountDownLatch started;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ProbeTally tally;
    private volatile boolean good;
    private boolean lastYes;
    private int inARow;

    /**
     * A loop that was not begun yet.
     *
     * @param known whether the answer was a yes when an earlier agent asked last
     * @param started gates all but the startup probe, which opens it; of all loops of the container
     */
    ProbeLoop(Subject subject, Run about, boolean known, CountDownLatch started) {
        this.kind = subject.kind();
        this.probe = subject.probe();
        this.tally = subject.tally();
        this.about = about;
        this.started = started;
        this.good = known || kind == Probes.Kind.LIVENESS;
    }

    /** Which probe it is, and where its answers are counted. */
    record Subject(Probes.Kind kind, Probe probe, ProbeTally tally) {}

    /** What a loop works with. */
    record Means(Asker asker, Hooks.Target target, Probes.Findings findings) {}

    /** Whether the last answers that counted were a yes. */
    boolean good() {
        return good;
    }

    void close() {
        closed.countDown();
        started.countDown();
    }

    /** Asks until it is closed, or until there is no more to ask. */
    void run(Means means) {
        try {
            boolean end = closed.await(probe.timing().initialDelaySeconds(), TimeUnit.SECONDS);
            if (kind == Probes.Kind.READINESS) {
                started.await(); // whoever starts is asked at once whether it is ready
            }
            while (!end && round(means)) {
                end = closed.await(probe.timing().periodSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks once; whether to ask again. */
    private boolean round(Means means) throws InterruptedException {
        if (closed.getCount() == 0) {
            return false;
        }
        if (kind != Probes.Kind.STARTUP && started.getCount() > 0) {
            return true;
        }
        Duration limit = Duration.ofSeconds(probe.timing().timeoutSeconds());
        long askedAtNanos = System.nanoTime();
        Asker.Answer answer = means.asker().ask(probe.action(), means.target(), limit);
        tally.count(answer, System.nanoTime() - askedAtNanos);
        if (closed.getCount() == 0) {
            return false;
        }
        return switch (answer) {
            case Asker.Answer.Yes yes -> succeeded(means);
            case Asker.Answer.Warned warned -> {
                means.findings().warned(about, kind, warned.output());
                yield succeeded(means);
            }
            case Asker.Answer.No no -> {
                means.findings().unhealthy(about, kind, " probe failed: " + no.output());
                yield refused(means);
            }
            case Asker.Answer.Unasked unasked -> {
                String words = " probe errored and resulted in " + unasked.state() + " state: " + unasked.why();
                means.findings().unhealthy(about, kind, words);
                yield true;
            }
        };
    }

    private void count(boolean yes) {
        inARow = yes == lastYes ? inARow + 1 : 1;
        lastYes = yes;
    }

    private boolean succeeded(Means means) {
        count(true);
        if (inARow >= probe.timing().successThreshold() && !good) {
            good = true;
            if (kind == Probes.Kind.STARTUP) {
                started.countDown();
            }
            means.findings().changed();
        }
        return kind != Probes.Kind.STARTUP || !good;
    }

    private boolean refused(Means means) {
        count(false);
        if (inARow < probe.timing().failureThreshold()) {
            return true;
        }
        if (kind == Probes.Kind.READINESS) {
            if (good) {
                good = false;
                means.findings().changed();
            }
            return true;
        }
        means.findings().failed(about, kind, probe);
        return false;
    }
}
