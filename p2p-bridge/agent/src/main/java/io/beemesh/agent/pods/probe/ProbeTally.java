package io.beemesh.agent.pods.probe;

import io.beemesh.mesh.wire.ProbeCount;
import java.util.ArrayList;
import java.util.List;

/**
 * How often a probe answered, and how fast, over all runs of its container. Any thread.
 *
 * <p><i>Source:</i> kubelet, prober/prober_manager.go, which counts the time of what did not fail.
 */
final class ProbeTally {
    /** Prometheus' usual ones, as the protocol has them. */
    private static final List<Long> WITHIN_MILLIS =
            List.of(5L, 10L, 25L, 50L, 100L, 250L, 500L, 1_000L, 2_500L, 5_000L, 10_000L);

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Probes.Kind kind;
    private final long[] within = new long[WITHIN_MILLIS.size()];
    private long successful;
    private long failed;
    private long nanos;

    ProbeTally(Probes.Kind kind) {
        this.kind = kind;
    }

    synchronized void count(Asker.Answer answer, long tookNanos) {
        switch (answer) {
            case Asker.Answer.Yes yes -> succeeded(tookNanos);
            case Asker.Answer.Warned warned -> succeeded(tookNanos);
            case Asker.Answer.No no -> failed++;
            // The kubelet counts no probe that could not be asked.
            case Asker.Answer.Unasked unasked -> {}
        }
    }

    private void succeeded(long tookNanos) {
        successful++;
        nanos += tookNanos;
        for (int i = 0; i < within.length; i++) {
            within[i] += tookNanos <= WITHIN_MILLIS.get(i) * NANOS_PER_MILLI ? 1 : 0;
        }
    }

    /** As the wire writes it; whose probe it is, is the caller's to add. */
    synchronized ProbeCount.Builder wire() {
        List<Long> buckets = new ArrayList<>();
        for (long count : within) {
            buckets.add(count);
        }
        return ProbeCount.newBuilder()
                .setType(
                        switch (kind) {
                            case STARTUP -> ProbeCount.Type.STARTUP;
                            case LIVENESS -> ProbeCount.Type.LIVENESS;
                            case READINESS -> ProbeCount.Type.READINESS;
                        })
                .setSuccessful(successful)
                .setFailed(failed)
                .setNanos(nanos)
                .addAllWithin(buckets);
    }
}
