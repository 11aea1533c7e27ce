package io.beemesh.raft.replica;

import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far a member has applied its log, and who waits for that: one a position that is waited for. Safe for use by any
 * thread.
 */
final class Applied {
    private final NavigableMap<Long, CompletableFuture<Long>> waiting = new ConcurrentSkipListMap<>();
    private final AtomicLong last = new AtomicLong(-1);

    /** When an entry and all before it are applied; whoever waits for the same shares it. */
    CompletableFuture<Long> await(long index) {
        if (index <= last.get()) {
            return CompletableFuture.completedFuture(index);
        }
        CompletableFuture<Long> reached = waiting.computeIfAbsent(index, same -> new CompletableFuture<>());
        if (index <= last.get()) {
            reached(last.get());
        }
        return reached.copy();
    }

    /** An entry is applied; those who waited go on by this thread. */
    void reached(long index) {
        long newest = last.accumulateAndGet(index, Math::max);
        NavigableMap<Long, CompletableFuture<Long>> over = waiting.headMap(newest, true);
        for (Long position : over.keySet()) {
            CompletableFuture<Long> reached = waiting.remove(position);
            if (reached != null) {
                reached.complete(position);
            }
        }
    }
}
