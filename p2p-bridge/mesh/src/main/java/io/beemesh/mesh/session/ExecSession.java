package io.beemesh.mesh.session;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A conversation with a process: one that was started for it (exec), or the container's own (attach).
 *
 * <p>The same on both ends of the mesh: what the host's handler gives is what the provider's client gets. One thread
 * pumps, another writes to stdin, a third may resize or close.
 */
public interface ExecSession extends AutoCloseable {
    /**
     * The process's standard input. Writes block while the process reads nothing; closing it tells the process that no
     * more follows. If the request had no stdin, writing fails and closing does nothing.
     */
    OutputStream stdin();

    /** Tells the terminal its size; does nothing if there is none. */
    void resize(TerminalSize size) throws IOException;

    /**
     * Hands everything that the process writes to a sink until the process has ended; once only.
     *
     * @throws IOException if the sink fails or the way to the process breaks; the session is over then
     */
    ExecEnd pump(OutputSink sink) throws IOException;

    /** Ends the conversation: calls that block fail, an executed process gets a hang-up. Idempotent. */
    @Override
    void close();
}
