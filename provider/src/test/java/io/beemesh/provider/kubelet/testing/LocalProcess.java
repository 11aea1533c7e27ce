package io.beemesh.provider.kubelet.testing;

import io.beemesh.mesh.session.ExecEnd;
import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.mesh.session.ExecSession;
import io.beemesh.mesh.session.OutputSink;
import io.beemesh.mesh.session.TerminalSize;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.provider.kubelet.remotecommand.StreamOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/** A command that runs on this machine; a terminal comes from {@code script}. */
public final class LocalProcess implements ExecSession {
    private final Process process;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<TerminalSize> sizes = new CopyOnWriteArrayList<>();

    private LocalProcess(Process process) {
        this.process = process;
    }

    /** Starts it; refused if there is no such program. */
    public static ExecOutcome start(List<String> command, StreamOptions options) {
        List<String> line = new ArrayList<>(command);
        if (options.tty()) {
            line = List.of("script", "-qefc", String.join(" ", command), "/dev/null");
        }
        try {
            Process process =
                    new ProcessBuilder(line).redirectErrorStream(options.tty()).start();
            if (!options.stdin()) {
                process.getOutputStream().close();
            }
            return new ExecOutcome.Opened(new LocalProcess(process));
        } catch (IOException e) {
            return new ExecOutcome.Refused(StreamOpening.Result.FAILED, "exec: " + command.getFirst() + ": not found");
        }
    }

    /** The sizes that the terminal was given. */
    public List<TerminalSize> sizes() {
        return List.copyOf(sizes);
    }

    /** Completes when the process is gone. */
    public CompletableFuture<Process> gone() {
        return process.onExit();
    }

    @Override
    public OutputStream stdin() {
        return process.getOutputStream();
    }

    @Override
    public void resize(TerminalSize size) {
        sizes.add(size);
    }

    @Override
    public ExecEnd pump(OutputSink sink) throws IOException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Void> errors =
                    CompletableFuture.runAsync(() -> copy(process.getErrorStream(), sink::stderr), threads);
            copy(process.getInputStream(), sink::stdout);
            errors.join();
        } catch (CompletionException e) {
            throw new IOException("the sink failed", e);
        }
        return new ExecEnd.Exited(process.onExit().join().exitValue());
    }

    private interface Sink {
        void take(byte[] buffer, int offset, int length) throws IOException;
    }

    private void copy(InputStream in, Sink sink) {
        byte[] buffer = new byte[32 * 1024];
        try {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                lock.lock();
                try {
                    sink.take(buffer, 0, length);
                } finally {
                    lock.unlock();
                }
            }
        } catch (IOException e) {
            close();
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
