package io.beemesh.agent.podman;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A process with its input and outputs. One thread may write and another read at once.
 *
 * <p>Output that is not read is not lost: it stops the process when the buffers between are full.
 */
public interface ExecSession extends AutoCloseable {

    /** The process' input; closing it is the end of input and leaves the outputs open. */
    OutputStream stdin();

    /**
     * The next output, blocking.
     *
     * @return null at the end of all output
     * @throws IOException Podman broke off
     */
    @Nullable
    Output read() throws IOException;

    /** Sets the terminal's size. Does nothing to a process that has ended or has no terminal. */
    void resize(Size size) throws PodmanException;

    /** How it ended; blocks until it has. Call it after {@link #read} gave null. */
    Outcome await() throws PodmanException, InterruptedException;

    /** Ends the session, and kills the process if it is a command of {@link Podman#exec} that still runs. */
    @Override
    void close();

    /** A terminal's size in characters. */
    record Size(int columns, int rows) {}

    /**
     * A piece of output.
     *
     * @param error whether it is of the error output
     * @param bytes at least one, at most 64 KiB; the receiver's own
     */
    @SuppressWarnings("ArrayRecordComponent") // a buffer handed over once, never compared
    record Output(boolean error, byte[] bytes) {}

    /** How a process ended. */
    sealed interface Outcome {}

    /**
     * It ran and ended.
     *
     * @param code its exit code; 128 + n if signal n ended it
     */
    record Ended(int code) implements Outcome {}

    /**
     * It could not be run.
     *
     * @param code 127 if there is no such command, else 126
     * @param message the runtime's
     */
    record NotRun(int code, String message) implements Outcome {}
}
