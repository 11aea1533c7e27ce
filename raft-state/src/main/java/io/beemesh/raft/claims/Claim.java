package io.beemesh.raft.claims;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * One holder's claim to one name. One thread steps it, which may block; any thread may ask how it stands, and is told
 * that it has ended in time however long a step takes.
 */
public final class Claim {
    private static final Duration SEEK_EVERY = Duration.ofSeconds(1);

    private final ClaimStore store;
    private final String name;
    private final String holder;
    private final ClaimTerms terms;
    private final Clock steady;
    private volatile Standing standing;

    /**
     * Not held yet.
     *
     * @param steady never jumps
     */
    public Claim(ClaimStore store, Wish wish, ClaimTerms terms, Clock steady) {
        this(store, wish, terms, steady, new Standing.Seeking("nobody was asked yet"));
    }

    /**
     * As it was before.
     *
     * @param standing how it stood, on the same clock
     */
    public Claim(ClaimStore store, Wish wish, ClaimTerms terms, Clock steady, Standing standing) {
        this.store = store;
        this.name = wish.name();
        this.holder = wish.holder();
        this.terms = terms;
        this.steady = steady;
        this.standing = standing;
    }

    /** Who wants what. */
    public record Wish(String name, String holder) {}

    /** Takes or renews it if it is time to; says when it wants to be stepped again. */
    public Instant step() {
        Instant asked = steady.instant();
        return switch (standing()) {
            case Standing.Seeking seeking -> seek(asked);
            case Standing.Held held -> keep(held, asked);
            case Standing.Ended ended -> Instant.MAX;
        };
    }

    private Instant seek(Instant asked) {
        standing = switch (store.take(name, holder, terms.life())) {
            case Taking.Taken taken -> new Standing.Held(taken.lease(), taken.token(), asked);
            case Taking.Elsewhere elsewhere -> new Standing.Seeking("held by " + elsewhere.by());
            case Taking.Unknown unknown -> new Standing.Seeking(unknown.why());
        };
        return standing instanceof Standing.Held ? asked.plus(terms.renewEvery()) : asked.plus(SEEK_EVERY);
    }

    private Instant keep(Standing.Held held, Instant asked) {
        Instant due = held.asked().plus(terms.renewEvery());
        if (asked.isBefore(due)) {
            return due;
        }
        return switch (store.renew(held.lease())) {
            case RENEWED -> {
                // An answer that comes after the end was told is of no use any more: the holder has stopped.
                standing = hasEnded(held) ? new Standing.Ended() : new Standing.Held(held.lease(), held.token(), asked);
                yield asked.plus(terms.renewEvery());
            }
            case OVER -> {
                standing = new Standing.Ended();
                yield Instant.MAX;
            }
            case UNKNOWN -> asked.plus(SEEK_EVERY);
        };
    }

    /** How it stands now. */
    public Standing standing() {
        Standing now = standing;
        return now instanceof Standing.Held held && hasEnded(held) ? new Standing.Ended() : now;
    }

    private boolean hasEnded(Standing.Held held) {
        return !steady.instant().isBefore(held.asked().plus(terms.endAfter()));
    }

    /** What it is held by; empty if it is not. */
    public OptionalLong token() {
        return standing() instanceof Standing.Held held ? OptionalLong.of(held.token()) : OptionalLong.empty();
    }

    /** Gives it back, once whatever relied on it has stopped. The thread that steps it. */
    public void giveBack() {
        if (standing instanceof Standing.Held held) {
            store.giveBack(held.lease());
        }
        standing = new Standing.Ended();
    }
}
