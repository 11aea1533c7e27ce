package io.beemesh.raft.rpc;

import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.raft.wire.Faults;
import io.beemesh.raft.wire.Frame;
import io.beemesh.raft.wire.FrameStream;
import io.beemesh.raft.wire.Kind;
import io.beemesh.raft.wire.Pace;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that other members opened. A peer that is no member of any group here has its stream reset unread.
 *
 * <p>Of each stream {@value #AT_WORK_MAX} calls may be at work, and one more fails at once: were it to wait, a vote
 * could wait for calls that wait for a leader. An answer that finds no room to leave becomes a fault; a stream that has
 * no room for that either is cut.
 */
final class Served implements AutoCloseable {
    /** Calls at work on one stream, at most. */
    static final int AT_WORK_MAX = 512;

    private static final Logger LOG = LoggerFactory.getLogger(Served.class);

    private final Predicate<PeerId> listensTo;
    private final Answering answering;
    private final Consumer<PeerId> ended;
    private final Set<FrameStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * None yet.
     *
     * @param listensTo whether a proven peer's stream is read at all
     * @param ended told of each stream that has ended, and not because this side closes; must not block
     */
    Served(Predicate<PeerId> listensTo, Answering answering, Consumer<PeerId> ended) {
        this.listensTo = listensTo;
        this.answering = answering;
        this.ended = ended;
    }

    /** Serves a stream until it ends. */
    void serve(Stream stream) throws IOException {
        PeerId peer = stream.connection().remote();
        if (!listensTo.test(peer)) {
            throw new IOException(peer + " is no member of any group here");
        }
        try (FrameStream frames = new FrameStream(stream, Pace.unbounded())) {
            open.add(frames);
            try {
                readCalls(frames);
            } finally {
                open.remove(frames);
                if (!closed) {
                    ended.accept(peer);
                }
            }
        }
    }

    private void readCalls(FrameStream frames) throws IOException {
        Semaphore free = new Semaphore(AT_WORK_MAX);
        for (Frame call = next(frames); call != null; call = next(frames)) {
            if (free.tryAcquire()) {
                answer(frames, call, free::release);
            } else {
                fail(frames, call.call(), busy(AT_WORK_MAX + " calls have no answer yet"));
            }
        }
    }

    private @Nullable Frame next(FrameStream frames) throws IOException {
        return closed ? null : frames.read();
    }

    private void answer(FrameStream frames, Frame call, Runnable answered) throws IOException {
        long number = call.call();
        var unused = answering.answer(frames.peer(), call).whenComplete((answer, thrown) -> {
            answered.run();
            send(frames, number, answer, thrown);
        });
    }

    private static void send(
            FrameStream frames, long number, @Nullable MessageLite answer, @Nullable Throwable thrown) {
        if (answer == null) {
            fail(frames, number, thrown == null ? new IOException("no answer") : thrown);
        } else if (answer.getSerializedSize() > Frame.BODY_BYTES_MAX) {
            fail(
                    frames,
                    number,
                    new IOException("an answer of " + answer.getSerializedSize() + " bytes (expected: at most "
                            + Frame.BODY_BYTES_MAX + "): ask for less at once"));
        } else if (!frames.offer(new Frame(Kind.ANSWER, number, answer.toByteArray()))) {
            fail(frames, number, busy("too many answers wait to leave"));
        }
    }

    private static ResourceUnavailableException busy(String why) {
        return new ResourceUnavailableException(why + ": try again later");
    }

    private static void fail(FrameStream frames, long number, Throwable thrown) {
        if (!frames.offer(new Frame(Kind.FAULT, number, Faults.encode(thrown)))) {
            LOG.debug("answers find no room, the stream is cut: peer={}", frames.peer());
            frames.close();
        }
    }

    /** Cuts all of them. */
    @Override
    public void close() {
        closed = true;
        open.forEach(FrameStream::close);
    }

    /** Answers calls. */
    @FunctionalInterface
    interface Answering {
        /**
         * Answers a call; one that is refused or fails does so in the future.
         *
         * @throws IOException if it is no call: its stream is cut
         */
        CompletableFuture<? extends MessageLite> answer(PeerId from, Frame call) throws IOException;
    }
}
