package io.beemesh.provider.kube.leader.testing;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.leader.Hearing;
import io.beemesh.provider.kube.leader.HearingBoard;
import java.util.HashMap;
import java.util.Map;

/** A board in memory. Any thread. */
public final class FakeBoard {
    private final Map<Integer, Hearing> told = new HashMap<>();
    private int writes;
    private boolean away;

    /** Answers nothing, and does nothing, until it is told otherwise. */
    public synchronized void away(boolean away) {
        this.away = away;
    }

    /** How often anybody told anything. */
    public synchronized int writes() {
        return writes;
    }

    /** The board as one of the providers has it. */
    public HearingBoard of(int replica) {
        return new HearingBoard() {
            @Override
            public Answer<Map<Integer, Hearing>> read() {
                return FakeBoard.this.read();
            }

            @Override
            public Answer<Hearing> tell(Hearing own) {
                return FakeBoard.this.tell(replica, own);
            }
        };
    }

    private synchronized Answer<Map<Integer, Hearing>> read() {
        return away ? new Answer.Failed<>("connection refused", true) : new Answer.Done<>(Map.copyOf(told));
    }

    private synchronized Answer<Hearing> tell(int replica, Hearing own) {
        if (away) {
            return new Answer.Failed<>("connection refused", true);
        }
        writes++;
        told.put(replica, own);
        return new Answer.Done<>(own);
    }
}
