package io.beemesh.provider.leader;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.leader.Hearing;
import io.beemesh.provider.kube.leader.HearingBoard;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps several providers told of which of them hear hosts. One thread calls {@link #round}, any thread asks
 * {@link #voices}.
 *
 * <p>Reads once a round. Writes when this one falls deaf or hears again, when another is deaf and this one is not, and
 * when the number of hosts has changed: one write in five seconds, besides the first at each of these turns.
 */
public final class Hearsay {
    /** Between two rounds. */
    public static final Duration EVERY = Earshot.EVERY;

    private final HearingBoard board;
    private final Supplier<Own> ears;
    private final LongSupplier nanos;
    private final Earshot earshot;

    /**
     * What this provider hears.
     *
     * @param hosts that are attached
     * @param messages that all hosts have sent, ever, answers to a question included
     */
    public record Own(long hosts, long messages) {}

    /**
     * One of several providers.
     *
     * @param self its number
     * @param heardWithin how long hosts are silent at most, all of them together
     * @param ears what it hears at the moment; never blocks
     */
    public record Listener(int self, Duration heardWithin, Supplier<Own> ears) {}

    /** Nothing happens before the first round. */
    public Hearsay(HearingBoard board, Listener listener, LongSupplier nanos) {
        this.board = board;
        this.ears = listener.ears();
        this.nanos = nanos;
        this.earshot = new Earshot(listener.self(), listener.heardWithin(), nanos.getAsLong());
    }

    /** Where hosts are heard, as far as the rounds until now have shown; never blocks. */
    public Voices voices() {
        return earshot.voices(nanos.getAsLong());
    }

    /**
     * Looks once, and tells what is to be told; blocks for three requests at most.
     *
     * @throws IOException if the board could not be read or written; what was known stays
     */
    public void round() throws IOException {
        Map<Integer, Hearing> all = done(board.read());
        Optional<Hearing> next = earshot.look(nanos.getAsLong(), ears.get(), all);
        if (next.isPresent()) {
            Hearing written = done(board.tell(next.get()));
            earshot.told(nanos.getAsLong(), written);
        }
    }

    private static <T> T done(Answer<T> answer) throws IOException {
        return switch (answer) {
            case Answer.Done<T>(T value) -> value;
            case Answer.Missing<T>() -> throw new IOException("the namespace of the lease is missing");
            case Answer.Conflict<T>() -> throw new IOException("another provider makes the lease at the same time");
            case Answer.Failed<T>(String reason, boolean retryable) -> throw new IOException(reason);
        };
    }
}
