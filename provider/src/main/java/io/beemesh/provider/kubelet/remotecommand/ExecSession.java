package io.beemesh.provider.kubelet.remotecommand;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A command that runs, or a running container attached to.
 *
 * <p>One thread calls {@link #next}, another one the rest; {@link #close} may come from any thread, more than once, and
 * ends calls that block. Every call may block as long as the other side does not read: that is the back-pressure.
 */
public interface ExecSession extends AutoCloseable {

    /** What comes out of the command. {@link Exited} and {@link Failed} are last. */
    sealed interface Output {}

    /**
     * Bytes of the output (of the terminal, if there is one).
     *
     * @param bytes the bytes; the receiver owns them
     */
    record Stdout(ByteBuffer bytes) implements Output {}

    /**
     * Bytes of the error output.
     *
     * @param bytes the bytes; the receiver owns them
     */
    record Stderr(ByteBuffer bytes) implements Output {}

    /**
     * The command ended.
     *
     * @param code its exit code, 128 + n if signal n ended it
     */
    record Exited(int code) implements Output {}

    /**
     * The command could not be run, or how it ended is not known.
     *
     * @param message why, for the user
     */
    record Failed(String message) implements Output {}

    /**
     * Waits for what comes next.
     *
     * @throws IOException if the session is closed or its way to the host is broken
     */
    Output next() throws IOException;

    /**
     * Sends input: what remains of the buffer, which is the caller's again on return.
     *
     * @throws IOException if the command no longer takes input
     */
    void writeStdin(ByteBuffer bytes) throws IOException;

    /**
     * Ends the input. Idempotent.
     *
     * @throws IOException if the way to the host is broken
     */
    void closeStdin() throws IOException;

    /**
     * Tells the size of the terminal. Without a terminal it has no effect.
     *
     * @throws IOException if the way to the host is broken
     */
    void resize(TerminalSize size) throws IOException;

    /** Ends the session; a command of exec that still runs is killed. Idempotent. */
    @Override
    void close();
}
