package io.beemesh.raft.front;

import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.wire.Answer;
import java.util.function.Function;

/** What members answer to a change. */
final class Changes {
    private Changes() {}

    static <T> Outcome<T> outcome(Answer answer, Function<Answer, T> done) {
        return answer.hasRefusal()
                ? Outcome.refused(Refusal.valueOf(answer.getRefusal()))
                : Outcome.done(done.apply(answer));
    }
}
