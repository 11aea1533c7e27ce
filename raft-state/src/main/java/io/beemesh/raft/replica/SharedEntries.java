package io.beemesh.raft.replica;

import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Changes on their way into the log: {@value #GATHERING_MAX} entries are under way at a time, and changes that come
 * meanwhile share the next (group commit). The more want something, the less each costs; a change that comes alone
 * waits for nobody. What fills an entry need not gather more, so that long ways are kept full, up to
 * {@value #UNDER_WAY_BYTES_MAX} bytes.
 *
 * <p>Safe for use by any thread. As many wait as ask.
 */
final class SharedEntries {
    /** Entries under way while those who wait gather. */
    static final int GATHERING_MAX = 2;

    /** Bytes under way before one more entry leaves beside those: all groups of a host share its ways to others. */
    static final int UNDER_WAY_BYTES_MAX = 2 << 20;

    /** Changes in one entry, at most. */
    static final int CHANGES_MAX = 256;

    /** Bytes of changes that share an entry, at most; a longer one has its own. */
    static final int BYTES_MAX = 256 << 10;

    private final Function<Command, Answer> submit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private int underWay;
    private int underWayBytes;

    /**
     * Nothing is under way yet.
     *
     * @param submit has an entry committed and applied, which takes a while
     */
    SharedEntries(Function<Command, Answer> submit) {
        this.submit = submit;
    }

    /** A change that is asked for, and what comes of it. */
    private record Waiting(Command change, CompletableFuture<Answer> answer) {
        int bytes() {
            return change.getSerializedSize();
        }
    }

    /**
     * Makes a change. That of a shared entry which was refused, or whose answer is {@code beside}, is so for all in it.
     *
     * @throws TimeoutException if nothing was heard of it in time; it may happen all the same
     * @throws ExecutionException if it could not be submitted
     */
    Answer make(Command change, Duration patience) throws InterruptedException, ExecutionException, TimeoutException {
        Waiting mine = new Waiting(change, new CompletableFuture<>());
        if (isFirst(mine)) {
            submit(List.of(mine));
        }
        try {
            return mine.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            forget(mine);
        }
    }

    /** Whether a change leaves at once, alone and by whoever asks for it; others leave by threads of their own. */
    private boolean isFirst(Waiting one) {
        lock.lock();
        try {
            if (underWay < GATHERING_MAX) {
                underWay++;
                underWayBytes += one.bytes();
                return true;
            }
            waiting.add(one);
            waitingBytes += one.bytes();
            startDue();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** For the lock's holder. */
    private void startDue() {
        while (!waiting.isEmpty() && (underWay < GATHERING_MAX || (isFull() && underWayBytes < UNDER_WAY_BYTES_MAX))) {
            List<Waiting> next = next();
            underWay++;
            underWayBytes += bytes(next);
            Thread.ofVirtual().name("store-entries").start(() -> submit(next));
        }
    }

    private boolean isFull() {
        return waiting.size() >= CHANGES_MAX || waitingBytes >= BYTES_MAX;
    }

    /** How many wait for an entry. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void forget(Waiting one) {
        if (one.answer().isDone()) {
            return;
        }
        lock.lock();
        try {
            if (waiting.remove(one)) {
                waitingBytes -= one.bytes();
            }
        } finally {
            lock.unlock();
        }
    }

    private void submit(List<Waiting> some) {
        try {
            settle(some, submit.apply(entry(some)));
        } catch (RuntimeException | Error e) {
            some.forEach(one -> one.answer().completeExceptionally(e));
        } finally {
            goOn(some);
        }
    }

    private void goOn(List<Waiting> after) {
        lock.lock();
        try {
            underWay--;
            underWayBytes -= bytes(after);
            startDue();
        } finally {
            lock.unlock();
        }
    }

    /** Those who share the next entry, one at least; for the lock's holder. */
    private List<Waiting> next() {
        List<Waiting> some = new ArrayList<>();
        int bytes = 0;
        for (Waiting one = waiting.peek(); one != null && some.size() < CHANGES_MAX; one = waiting.peek()) {
            bytes += one.bytes();
            if (bytes > BYTES_MAX && !some.isEmpty()) {
                break;
            }
            some.add(waiting.remove());
            waitingBytes -= one.bytes();
        }
        return some;
    }

    private static int bytes(List<Waiting> some) {
        return some.stream().mapToInt(Waiting::bytes).sum();
    }

    private static Command entry(List<Waiting> some) {
        if (some.size() == 1) {
            return some.getFirst().change();
        }
        Command.Builder entry = Command.newBuilder();
        some.forEach(one -> entry.addTogether(one.change()));
        return entry.build();
    }

    private static void settle(List<Waiting> some, Answer answer) {
        for (int i = 0; i < some.size(); i++) {
            some.get(i).answer().complete(answer.getTogetherCount() == 0 ? answer : answer.getTogether(i));
        }
    }
}
