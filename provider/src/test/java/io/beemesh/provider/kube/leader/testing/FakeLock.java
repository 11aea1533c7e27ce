package io.beemesh.provider.kube.leader.testing;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.leader.LeaderLock;
import io.beemesh.provider.kube.leader.LeaderRecord;
import java.util.Optional;
import java.util.function.Supplier;

/** A Lease in memory, with versions as the API server counts them. Any thread. */
public final class FakeLock implements LeaderLock {
    private Optional<LeaderRecord> held = Optional.empty();
    private long version;
    private boolean away;
    private boolean mute;

    /** Answers nothing, and does nothing, until it is told otherwise. */
    public synchronized void away(boolean away) {
        this.away = away;
    }

    /** Does what it is asked, but its answer is lost; until it is told otherwise. */
    public synchronized void mute(boolean mute) {
        this.mute = mute;
    }

    /** Who holds it; empty if nobody does. */
    public synchronized String holder() {
        return held.map(LeaderRecord::holder).orElse("");
    }

    @Override
    public synchronized Answer<LeaderRecord> read() {
        return answer(() -> held.<Answer<LeaderRecord>>map(Answer.Done::new).orElseGet(Answer.Missing::new));
    }

    @Override
    public synchronized Answer<LeaderRecord> create(LeaderRecord record) {
        return answer(() -> held.isPresent() ? new Answer.Conflict<>() : store(record));
    }

    @Override
    public synchronized Answer<LeaderRecord> replace(LeaderRecord record) {
        return answer(() -> {
            if (held.isEmpty()) {
                return new Answer.Missing<>();
            }
            return held.get().version().equals(record.version()) ? store(record) : new Answer.Conflict<>();
        });
    }

    private Answer<LeaderRecord> store(LeaderRecord record) {
        version++;
        LeaderRecord stored = new LeaderRecord(
                record.holder(), record.validFor(), record.term(), record.renewedAt(), Long.toString(version));
        held = Optional.of(stored);
        return new Answer.Done<>(stored);
    }

    private Answer<LeaderRecord> answer(Supplier<Answer<LeaderRecord>> how) {
        if (away) {
            return new Answer.Failed<>("connection refused", true);
        }
        Answer<LeaderRecord> answer = how.get();
        return mute ? new Answer.Failed<>("connection reset", true) : answer;
    }
}
