package io.beemesh.provider.leader;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.leader.LeaderLock;
import io.beemesh.provider.kube.leader.LeaderRecord;
import io.beemesh.provider.leader.Standing.Following;
import io.beemesh.provider.leader.Standing.Leading;
import io.beemesh.provider.leader.Standing.Yielded;
import java.time.Instant;
import java.util.Optional;

/** One attempt to lead, or to go on leading. Blocks for at most three requests; one thread at a time. */
final class Ballot {
    private final LeaderLock lock;
    private final String self;
    private final LeaderPace pace;
    private final LeaderElection.Time time;
    private Optional<String> trouble = Optional.empty();

    Ballot(LeaderLock lock, String self, LeaderPace pace, LeaderElection.Time time) {
        this.lock = lock;
        this.self = self;
        this.pace = pace;
        this.time = time;
    }

    /** Why the last attempt came to nothing; empty if the API server did its part. */
    Optional<String> trouble() {
        return trouble;
    }

    /**
     * How it stands after the attempt.
     *
     * @param voices where hosts are heard: one that yielded for want of them leaves the lease to others
     */
    Standing cast(Standing before, Voices voices) {
        trouble = Optional.empty();
        if (!(before instanceof Leading leading)) {
            return look(isBack(before, voices) ? new Standing.Unknown() : before);
        }
        // Counted from before the request: others count from after it.
        long now = time.nanos().getAsLong();
        return switch (lock.replace(renewed(leading.held()))) {
            case Answer.Done<LeaderRecord>(LeaderRecord written) -> new Leading(written, now);
            case Answer.Conflict<LeaderRecord>() -> look(before);
            case Answer.Missing<LeaderRecord>() -> look(before);
            case Answer.Failed<LeaderRecord>(String reason, boolean retryable) -> failed(before, reason);
        };
    }

    /** Gives the lead up, so that another one need not wait. */
    void release(Leading leading) {
        LeaderRecord held = leading.held();
        Answer<LeaderRecord> answer =
                lock.replace(new LeaderRecord("", pace.every(), held.term(), held.renewedAt(), held.version()));
        trouble = answer instanceof Answer.Failed<LeaderRecord>(String reason, boolean retryable)
                ? Optional.of(reason)
                : Optional.empty();
    }

    /** Whether one that yielded takes part again: it hears hosts, or nobody wanted what it gave up. */
    private boolean isBack(Standing before, Voices voices) {
        return before instanceof Yielded yielded
                && (voices instanceof Voices.Here
                        || time.nanos().getAsLong() - yielded.sinceNanos()
                                >= pace.yieldFor().toNanos());
    }

    private Standing look(Standing before) {
        return switch (lock.read()) {
            case Answer.Missing<LeaderRecord>() -> make(before);
            case Answer.Done<LeaderRecord>(LeaderRecord found) -> judge(before, found);
            case Answer.Conflict<LeaderRecord>() -> failed(before, "conflict");
            case Answer.Failed<LeaderRecord>(String reason, boolean retryable) -> failed(before, reason);
        };
    }

    private Standing judge(Standing before, LeaderRecord found) {
        long now = time.nanos().getAsLong();
        boolean free = found.holder().isEmpty();
        boolean own = found.holder().equals(self);
        if (before instanceof Yielded && (free || own)) {
            return before;
        }
        if (own) {
            // An own write whose answer was lost.
            return write(before, found, found.term());
        }
        boolean same = before instanceof Following following && following.seen().equals(found);
        if (!free && !same) {
            return new Following(found, now);
        }
        boolean over = before instanceof Following following
                && now - following.sinceNanos() >= found.validFor().toNanos();
        if (!free && !over) {
            return before;
        }
        Instant at = time.clock().instant();
        return write(before, found, new LeaderRecord.Term(at, found.term().transitions() + 1));
    }

    private Standing write(Standing before, LeaderRecord over, LeaderRecord.Term term) {
        long now = time.nanos().getAsLong();
        return switch (lock.replace(record(term, over.version()))) {
            case Answer.Done<LeaderRecord>(LeaderRecord written) -> new Leading(written, now);
            // Somebody was faster; the next look shows who.
            case Answer.Conflict<LeaderRecord>() -> new Following(over, now);
            case Answer.Missing<LeaderRecord>() -> failed(before, "the lease was deleted at the same time");
            case Answer.Failed<LeaderRecord>(String reason, boolean retryable) -> failed(before, reason);
        };
    }

    private Standing make(Standing before) {
        long now = time.nanos().getAsLong();
        LeaderRecord fresh = record(new LeaderRecord.Term(time.clock().instant(), 0), "");
        return switch (lock.create(fresh)) {
            case Answer.Done<LeaderRecord>(LeaderRecord made) -> new Leading(made, now);
            case Answer.Conflict<LeaderRecord>() -> before;
            case Answer.Missing<LeaderRecord>() -> failed(before, "the namespace of the lease is missing");
            case Answer.Failed<LeaderRecord>(String reason, boolean retryable) -> failed(before, reason);
        };
    }

    private LeaderRecord renewed(LeaderRecord held) {
        return record(held.term(), held.version());
    }

    private LeaderRecord record(LeaderRecord.Term term, String version) {
        return new LeaderRecord(self, pace.validFor(), term, time.clock().instant(), version);
    }

    private Standing failed(Standing before, String reason) {
        trouble = Optional.of(reason);
        return before;
    }
}
