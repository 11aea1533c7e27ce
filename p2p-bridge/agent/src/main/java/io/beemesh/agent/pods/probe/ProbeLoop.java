package io.beemesh.agent.pods.probe;

import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.spec.Probe;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One probe of one run of a container.
 *
 * <p><i>Source:</i> kubelet, prober/worker.go.
 */
final class ProbeLoop {
    private final Probes.Kind kind;
    private final Probe probe;
    private final Run about;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean good;
    private boolean lastYes;
    private int inARow;

    ProbeLoop(Probes.Kind kind, Probe probe, Run about, boolean known) {
        this.kind = kind;
        this.probe = probe;
        this.about = about;
        this.good = known || kind == Probes.Kind.LIVENESS;
    }

    /** What a loop works with; {@code started} gates all but the startup probe. */
    record Means(Asker asker, Hooks.Target target, Probes.Findings findings, BooleanSupplier started) {}

    /** Whether the last answers that counted were a yes. */
    boolean good() {
        return good;
    }

    void close() {
        closed.countDown();
    }

    /** Asks until it is closed, or until there is no more to ask. */
    void run(Means means) {
        try {
            boolean end = closed.await(probe.timing().initialDelaySeconds(), TimeUnit.SECONDS);
            while (!end && round(means)) {
                end = closed.await(probe.timing().periodSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks once; whether to ask again. */
    private boolean round(Means means) throws InterruptedException {
        if (kind != Probes.Kind.STARTUP && !means.started().getAsBoolean()) {
            return true;
        }
        Duration limit = Duration.ofSeconds(probe.timing().timeoutSeconds());
        Asker.Answer answer = means.asker().ask(probe.action(), means.target(), limit);
        if (closed.getCount() == 0) {
            return false;
        }
        return switch (answer) {
            case Asker.Answer.Yes yes -> counted(true) && succeeded(means);
            case Asker.Answer.No no -> {
                means.findings().unhealthy(about, kind, " probe failed: " + no.output());
                yield counted(false) && refused(means);
            }
            case Asker.Answer.Unasked unasked -> {
                means.findings()
                        .unhealthy(about, kind, " probe errored and resulted in unknown state: " + unasked.why());
                yield true;
            }
        };
    }

    private boolean counted(boolean yes) {
        inARow = yes == lastYes ? inARow + 1 : 1;
        lastYes = yes;
        return true;
    }

    private boolean succeeded(Means means) {
        if (inARow >= probe.timing().successThreshold() && !good) {
            good = true;
            means.findings().changed();
        }
        return kind != Probes.Kind.STARTUP || !good;
    }

    private boolean refused(Means means) {
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
