package io.beemesh.raft.linearizability;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** What clients saw, a line a call. Safe for use by any thread. */
final class History implements AutoCloseable {
    private final BufferedWriter lines;
    private final ReentrantLock lock = new ReentrantLock();
    private int calls;
    private int unknown;

    History(Path file) throws IOException {
        lines = Files.newBufferedWriter(file);
    }

    void add(Call call) {
        lock.lock();
        try {
            lines.write(call.line());
            lines.newLine();
            calls++;
            unknown += call.known() ? 0 : 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    String summary() {
        lock.lock();
        try {
            return calls + " calls, of which " + unknown + " with an unknown outcome";
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
