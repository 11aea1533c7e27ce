package io.beemesh.raft.store.request;

import java.util.function.Function;

/**
 * What came of a request.
 *
 * @param <T> the answer when it was done
 */
public sealed interface Outcome<T> {
    /** It was done. */
    record Done<T>(T answer) implements Outcome<T> {}

    /** It was not, and nothing has changed. */
    record Refused<T>(Refusal why) implements Outcome<T> {}

    /** Shorter than the constructor. */
    static <T> Outcome<T> done(T answer) {
        return new Done<>(answer);
    }

    /** Shorter than the constructor. */
    static <T> Outcome<T> refused(Refusal why) {
        return new Refused<>(why);
    }

    /** The same with another answer. */
    default <R> Outcome<R> map(Function<T, R> other) {
        return switch (this) {
            case Done<T>(T answer) -> done(other.apply(answer));
            case Refused<T>(Refusal why) -> refused(why);
        };
    }
}
