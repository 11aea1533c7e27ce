package io.beemesh.mesh.frame;

import com.google.protobuf.MessageLite;
import io.beemesh.libp2p.Stream;
import java.io.IOException;
import java.time.Duration;

/**
 * One question and its answer, over a stream of their own.
 *
 * @param question what is asked
 * @param answer what comes back
 * @param <Q> the question
 * @param <A> the answer
 */
public record Exchange<Q extends MessageLite, A extends MessageLite>(MessageKind<Q> question, MessageKind<A> answer) {
    /** Answers a question. */
    @FunctionalInterface
    public interface Answerer<Q, A> {
        /**
         * Called once, by the thread that serves the stream.
         *
         * @throws IOException if there is no answer; the peer is told nothing but that it failed
         */
        A answer(Q question) throws IOException;
    }

    /** Opens a stream to the peer that is asked. */
    @FunctionalInterface
    public interface Opener {
        Stream open() throws IOException, InterruptedException;
    }

    /**
     * Asks over a stream, which is closed when the answer is there, and reset if there is none. Blocks until then.
     *
     * @param deadline for the whole answer to arrive
     * @throws IOException if it did not arrive whole and in time
     * @throws InterruptedException if the thread was interrupted, which is no failure of the peer
     */
    public A ask(Opener opener, Q asked, Duration deadline) throws IOException, InterruptedException {
        try {
            return ask(opener.open(), asked, deadline);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while a peer was asked");
            }
            throw e;
        }
    }

    private A ask(Stream stream, Q asked, Duration deadline) throws IOException {
        boolean answered = false;
        try {
            stream.deadline(deadline);
            new FrameWriter(stream.out()).write(question, asked);
            stream.closeWrite();
            A reply = FrameReader.within(deadline, stream).read(answer);
            answered = true;
            return reply;
        } finally {
            if (answered) {
                stream.close();
            } else {
                stream.reset(0);
            }
        }
    }

    /**
     * Reads the question of a stream and answers it.
     *
     * @param bound for the question to arrive whole, and for the answer to leave
     */
    public void serve(Stream stream, Duration bound, Answerer<Q, A> answerer) throws IOException {
        A reply = answerer.answer(FrameReader.within(bound, stream).read(question));
        stream.deadline(bound);
        new FrameWriter(stream.out()).write(answer, reply);
        stream.closeWrite();
    }
}
