package io.beemesh.agent.podman.runc;

import io.beemesh.agent.podman.ExecSession.Output;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of a process as one row of pieces: each pipe is read by a thread of its own, and at most
 * {@link #PIECES_MAX} pieces wait for who takes them. The threads are the platform's, because who reads a pipe holds
 * one anyway. They end with the pipes, or when nobody takes any more.
 */
final class Outputs {
    private static final int PIECES_MAX = 2;
    private static final int PIECE_BYTES_MAX = 32 * 1024;
    private static final int STACK_BYTES = 128 * 1024;

    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES_MAX);
    private final List<Thread> readers = new ArrayList<>();
    private volatile boolean closed;
    private int open;

    private sealed interface Piece {
        record Bytes(Output output) implements Piece {}

        record End() implements Piece {}
    }

    /** Begins to read one of them. For the thread that takes, before it does. */
    void add(InputStream pipe, boolean error) {
        open++;
        readers.add(Thread.ofPlatform()
                .daemon()
                .name("exec-output")
                .stackSize(STACK_BYTES)
                .start(() -> read(pipe, error)));
    }

    private void read(InputStream pipe, boolean error) {
        try (pipe) {
            byte[] buffer = new byte[PIECE_BYTES_MAX];
            for (int count = pipe.read(buffer); count >= 0; count = pipe.read(buffer)) {
                pieces.put(new Piece.Bytes(new Output(error, Arrays.copyOf(buffer, count))));
            }
        } catch (IOException e) {
            // Closed while it was read: as good as its end.
        } catch (InterruptedException e) {
            return; // closed
        }
        end();
    }

    private void end() {
        try {
            pieces.put(new Piece.End());
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** The next piece; null when all have ended, or it was closed. One thread at a time. */
    @Nullable
    Output take() throws InterruptedException {
        while (open > 0 && !closed) {
            switch (pieces.take()) {
                case Piece.Bytes bytes -> {
                    return bytes.output();
                }
                case Piece.End end -> open--;
            }
        }
        return null;
    }

    /** Lets go of who takes and of who gives: what waits is dropped. After all were added. Any thread. */
    void close() {
        closed = true;
        readers.forEach(Thread::interrupt);
        pieces.clear();
        // Wakes who takes. If there is no room, then for a piece that wakes it as well.
        boolean unused = pieces.offer(new Piece.End());
    }
}
