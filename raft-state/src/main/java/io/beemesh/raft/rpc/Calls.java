package io.beemesh.raft.rpc;

import io.beemesh.raft.wire.Faults;
import io.beemesh.raft.wire.Frame;
import io.beemesh.raft.wire.FrameStream;
import io.beemesh.raft.wire.Kind;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.protocol.exceptions.TimeoutIOException;
import org.apache.ratis.util.JavaUtils;

/**
 * Calls in flight on one stream that this side opened; answers come in any order. When the stream ends, every call
 * fails with a {@link SocketException}, which Ratis takes for "try elsewhere, or again".
 *
 * <p>Safe for use by any thread.
 */
final class Calls implements AutoCloseable {
    /** Calls without an answer on one stream, at most; one more fails at once. */
    static final int IN_FLIGHT_MAX = 4096;

    private final FrameStream stream;
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, CompletableFuture<byte[]>> waiting = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /** Takes a stream over and reads its answers on a thread of its own. */
    Calls(FrameStream stream) {
        this.stream = stream;
        Thread.ofVirtual().name("raft-answers-" + stream.peer()).start(this::readAnswers);
    }

    boolean isOpen() {
        return !ended;
    }

    /**
     * Calls; the answer's body. It fails exceptionally, never by throwing.
     *
     * @param limit how long the answer may take
     */
    CompletableFuture<byte[]> call(Kind kind, byte[] body, Duration limit) {
        if (waiting.size() >= IN_FLIGHT_MAX) {
            return CompletableFuture.failedFuture(new ResourceUnavailableException(
                    IN_FLIGHT_MAX + " calls to " + stream.peer() + " have no answer yet: try again later"));
        }
        long id = last.incrementAndGet();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            stream.send(new Frame(kind, id, body));
        } catch (IOException | IllegalArgumentException e) {
            answer.completeExceptionally(e);
        }
        if (ended) {
            failAll();
        }
        return answer.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((bytes, thrown) -> waiting.remove(id))
                .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(cause(kind, thrown)));
    }

    private Throwable cause(Kind kind, Throwable thrown) {
        Throwable cause = JavaUtils.unwrapCompletionException(thrown);
        return cause instanceof TimeoutException
                ? new TimeoutIOException(stream.peer() + " did not answer " + kind + " in time", cause)
                : cause;
    }

    private void readAnswers() {
        try {
            for (Frame frame = stream.read(); frame != null; frame = stream.read()) {
                settle(frame);
            }
        } catch (IOException e) {
            // The calls in flight tell of it.
        } finally {
            close();
        }
    }

    private void settle(Frame frame) throws IOException {
        if (!frame.kind().answers()) {
            throw new IOException(stream.peer() + " sent " + frame.kind() + " (expected: an answer)");
        }
        CompletableFuture<byte[]> call = waiting.remove(frame.call());
        if (call == null) {
            return;
        }
        if (frame.kind() == Kind.ANSWER) {
            call.complete(frame.body());
        } else {
            call.completeExceptionally(Faults.decode(frame.body()));
        }
    }

    private void failAll() {
        waiting.values()
                .forEach(call -> call.completeExceptionally(
                        new SocketException("the stream to " + stream.peer() + " has ended")));
    }

    /** Cuts the stream; calls in flight fail. Idempotent. */
    @Override
    public void close() {
        ended = true;
        stream.close();
        failAll();
    }
}
