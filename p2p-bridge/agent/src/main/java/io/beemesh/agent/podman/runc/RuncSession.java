package io.beemesh.agent.podman.runc;

import io.beemesh.agent.podman.ExecSession;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A command that runc runs in the foreground: runc copies its streams, and ends with its exit code. */
final class RuncSession implements ExecSession {
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;

    /** The command is there a little after runc is, and runc ends a little after the command. */
    private static final int KILLS_MAX = 20;

    private static final long KILL_MILLIS = 50;

    private final Process process;
    private final RuncLog log;
    private final Outputs outputs;
    private final Runnable whenClosed;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * The session of a process that was just started.
     *
     * @param outputs of the process, none taken yet
     * @param whenClosed run once, when the session is closed
     */
    RuncSession(Process process, RuncLog log, Outputs outputs, Runnable whenClosed) {
        this.process = process;
        this.log = log;
        this.outputs = outputs;
        this.whenClosed = whenClosed;
    }

    @Override
    public OutputStream stdin() {
        return process.getOutputStream();
    }

    /** What runc itself says of a command that it cannot run is no output of the command. */
    @Override
    public @Nullable Output read() throws IOException {
        try {
            Output output = outputs.take();
            while (output != null && output.error() && log.error().isPresent()) {
                output = outputs.take();
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the command was left");
        }
    }

    /** Does nothing: there is no terminal. */
    @Override
    public void resize(Size size) {}

    @Override
    public Outcome await() throws InterruptedException {
        int code = process.waitFor();
        Optional<String> error = code == 0 ? Optional.empty() : log.error();
        return error.isPresent() ? notRun(error.get()) : new Ended(code);
    }

    private static NotRun notRun(String message) {
        boolean absent = message.contains("executable file not found") || message.contains("no such file or directory");
        return new NotRun(absent ? NOT_FOUND : NOT_EXECUTABLE, message);
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            kill();
        } finally {
            outputs.close();
            log.delete();
            whenClosed.run();
        }
    }

    /**
     * Kills the command, after which runc ends by itself, unless a child of the command keeps its outputs: then runc is
     * killed as well. Without runc, a command that begins just now would run on.
     */
    private void kill() {
        boolean ended = !process.isAlive();
        boolean seen = false;
        try {
            for (int tries = 0; tries < KILLS_MAX && !ended; tries++) {
                List<ProcessHandle> commands = process.children().toList();
                ended = seen && commands.isEmpty();
                seen |= !commands.isEmpty();
                commands.forEach(ProcessHandle::destroyForcibly);
                ended |= process.waitFor(KILL_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
