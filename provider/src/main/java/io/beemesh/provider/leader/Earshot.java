package io.beemesh.provider.leader;

import io.beemesh.provider.kube.leader.Hearing;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Judges where hosts are heard by what changes from look to look; nobody's time of day matters. Pure: time is given
 * to it, in nanoseconds of a clock that never goes back. Safe for use by any thread.
 *
 * <p>One that has heard no host for longer than a host is silent says that it is deaf. Another that hears a host
 * <em>after</em> it saw that answers, and only that is believed: when all hosts are gone, nobody answers, however
 * unlike the moments are at which each of them missed the last one.
 */
final class Earshot {
    /** A sign of life may be a little late. */
    private static final double SILENCE = 1.25;

    /** Between two looks at the board. */
    static final Duration EVERY = Duration.ofSeconds(1);

    /** What is not urgent is not told more often, and an answer is not repeated. */
    static final Duration TELL_EVERY = Duration.ofSeconds(5);

    /** How long an answer is good for: it is repeated for as long as it is true. */
    static final Duration ANSWER_VALID = Duration.ofSeconds(10);

    private final int self;
    private final long deafAfterNanos;
    private final Map<Integer, Other> others = new HashMap<>();
    private long messages;
    private long heardNanos;
    private long lookedNanos;
    private Optional<Told> told = Optional.empty();

    private record Told(Hearing hearing, long atNanos) {}

    /**
     * Another provider.
     *
     * @param last what it told
     * @param answeredNanos when it was last seen to answer; empty if it never was
     * @param owed how many messages this one had heard when the other fell deaf, or was answered; empty if it hears
     * @param answered whether the other was answered since it fell deaf
     */
    private record Other(Hearing last, Optional<Long> answeredNanos, Optional<Long> owed, boolean answered) {}

    /** Counts as one that has just heard a host. */
    Earshot(int self, Duration heardWithin, long nowNanos) {
        this.self = self;
        this.deafAfterNanos = (long) (heardWithin.toNanos() * SILENCE);
        this.heardNanos = nowNanos;
        this.lookedNanos = nowNanos;
    }

    /** Takes note of a look at the board; what this one has to tell now, if anything. */
    synchronized Optional<Hearing> look(long nowNanos, Hearsay.Own own, Map<Integer, Hearing> board) {
        listen(nowNanos, own.messages());
        board.forEach((replica, hearing) -> {
            if (replica != self) {
                others.merge(replica, seen(hearing), (before, first) -> next(before, hearing, nowNanos));
            }
        });
        boolean deaf = isDeaf(nowNanos);
        boolean owing = !deaf && others.values().stream().anyMatch(this::isOwed);
        long answers = told.map(it -> it.hearing().answers()).orElse(0L) + (owing ? 1 : 0);
        Hearing next = new Hearing(own.hosts(), deaf, answers);
        return told.isEmpty() || isUrgent(next) || isDue(nowNanos, next) ? Optional.of(next) : Optional.empty();
    }

    /** Whether it is a turn: this one falls deaf or hears again, or one that has fallen deaf gets its first answer. */
    private boolean isUrgent(Hearing next) {
        Hearing before = told.orElseThrow().hearing();
        boolean first = next.answers() > before.answers()
                && others.values().stream().anyMatch(other -> isOwed(other) && !other.answered());
        return first || next.deaf() != before.deaf();
    }

    private boolean isDue(long nowNanos, Hearing next) {
        Told before = told.orElseThrow();
        return nowNanos - before.atNanos() >= TELL_EVERY.toNanos() && !next.equals(before.hearing());
    }

    /** Takes note that this one's word is on the board. */
    synchronized void told(long nowNanos, Hearing hearing) {
        boolean answer =
                told.isPresent() && hearing.answers() > told.get().hearing().answers();
        told = Optional.of(new Told(hearing, nowNanos));
        if (answer) {
            others.replaceAll((replica, other) ->
                    other.last().deaf() ? new Other(other.last(), other.answeredNanos(), owed(), true) : other);
        }
    }

    /** Where hosts are heard. */
    synchronized Voices voices(long nowNanos) {
        if (!isDeaf(nowNanos)) {
            return new Voices.Here();
        }
        return others.entrySet().stream()
                .filter(other -> hasAnswered(other.getValue(), nowNanos))
                .map(Map.Entry::getKey)
                .min(Integer::compare)
                .<Voices>map(Voices.Elsewhere::new)
                .orElseGet(Voices.Nowhere::new);
    }

    private void listen(long nowNanos, long heardByNow) {
        // While nobody looked, this process stood still or the API server was away: that is no host's silence.
        long missed = nowNanos - lookedNanos - EVERY.multipliedBy(2).toNanos();
        heardNanos += Math.max(0, missed);
        lookedNanos = nowNanos;
        if (heardByNow > messages) {
            messages = heardByNow;
            heardNanos = nowNanos;
        }
    }

    private boolean isDeaf(long nowNanos) {
        return nowNanos - heardNanos >= deafAfterNanos;
    }

    /** Whether it answered since this one told that it is deaf, and not too long ago. */
    private boolean hasAnswered(Other other, long nowNanos) {
        return told.filter(it -> it.hearing().deaf()).isPresent()
                && other.answeredNanos()
                        .filter(at -> at - heardNanos >= deafAfterNanos)
                        .filter(at -> nowNanos - at < ANSWER_VALID.toNanos())
                        .isPresent();
    }

    /** Whether a host was heard since another fell deaf, or was answered. */
    private boolean isOwed(Other other) {
        return other.owed().filter(before -> messages > before).isPresent();
    }

    private Other seen(Hearing hearing) {
        return new Other(hearing, Optional.empty(), hearing.deaf() ? owed() : Optional.empty(), false);
    }

    private Other next(Other before, Hearing now, long nowNanos) {
        boolean answers = now.answers() > before.last().answers();
        Optional<Long> answered = answers ? Optional.of(nowNanos) : before.answeredNanos();
        if (!now.deaf()) {
            return new Other(now, answered, Optional.empty(), false);
        }
        return before.last().deaf()
                ? new Other(now, answered, before.owed(), before.answered())
                : new Other(now, answered, owed(), false);
    }

    private Optional<Long> owed() {
        return Optional.of(messages);
    }
}
