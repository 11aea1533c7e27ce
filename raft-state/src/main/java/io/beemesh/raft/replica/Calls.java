package io.beemesh.raft.replica;

import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * The changes that clients beside this member wait for: an answer may be too large for the way back from the leader,
 * and this member makes the same one. As many as there are calls. Safe for use by any thread.
 */
final class Calls {
    private final long member;
    private final AtomicLong next;
    private final Map<Long, CompletableFuture<Answer>> waiting = new ConcurrentHashMap<>();

    /**
     * None yet.
     *
     * @param random where the numbers of calls begin: entries of an earlier run must not be taken for new ones
     */
    Calls(long member, RandomGenerator random) {
        this.member = member;
        this.next = new AtomicLong(random.nextLong());
    }

    /** Gives a change its number. */
    Command begin(Command.Builder change) {
        long call = next.getAndIncrement();
        waiting.put(call, new CompletableFuture<>());
        return change.setMember(member).setCall(call).build();
    }

    /** What comes of a change here. */
    CompletableFuture<Answer> answer(Command change) {
        CompletableFuture<Answer> answer = waiting.get(change.getCall());
        return answer == null ? CompletableFuture.failedFuture(new IllegalStateException("it has ended")) : answer;
    }

    /** Nobody waits for it any more. */
    void end(Command change) {
        waiting.remove(change.getCall());
    }

    /** What came of a change, by whomever it was. */
    void applied(Command change, Answer answer) {
        CompletableFuture<Answer> waits = change.getMember() == member ? waiting.get(change.getCall()) : null;
        if (waits != null) {
            waits.complete(answer);
        }
    }
}
