package io.beemesh.raft.appender;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The batches of entries that one follower has not answered yet. Until its first answer there is one at most, for
 * nobody knows where its log ends. When one fails all are forgotten: what was sent after it does not fit either.
 *
 * <p>For one lock's holder at a time.
 */
final class InFlight {
    private final AppenderLimits limits;
    private final Map<Long, Batch> batches = new HashMap<>();
    private long bytes;
    private boolean answered;

    InFlight(AppenderLimits limits) {
        this.limits = limits;
    }

    /** Whether one more may leave. */
    boolean hasRoom() {
        return batches.isEmpty()
                || (answered && batches.size() < limits.batchesInFlight() && bytes < limits.bytesInFlight());
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    void sent(Batch batch) {
        batches.put(batch.call(), batch);
        bytes += batch.bytes();
    }

    /** The follower took a batch; nothing changes if it was forgotten before. */
    void took(Batch batch) {
        answered = true;
        if (batches.remove(batch.call()) != null) {
            bytes -= batch.bytes();
        }
    }

    /** Whether a batch is still waited for. */
    boolean contains(Batch batch) {
        return batches.containsKey(batch.call());
    }

    /** Forgets all; the index of the first entry among them, empty if there was none. */
    OptionalLong forget() {
        OptionalLong first = batches.values().stream().mapToLong(Batch::first).min();
        batches.clear();
        bytes = 0;
        answered = false;
        return first;
    }
}
