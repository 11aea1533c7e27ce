package io.beemesh.provider.kubelet.remotecommand;

import io.beemesh.mesh.session.TerminalSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A client's end of a command, over whichever protocol. One thread reads, one writes; any may ping. */
interface RemoteStreams extends AutoCloseable {

    /** What a client sends. */
    sealed interface Event {}

    /**
     * Input.
     *
     * @param bytes the receiver's own
     */
    record Stdin(ByteBuffer bytes) implements Event {}

    /** The input is over. */
    record StdinClosed() implements Event {}

    /**
     * The terminal has another size.
     *
     * @param size the size
     */
    record Resized(TerminalSize size) implements Event {}

    /**
     * Waits for what the client sends next.
     *
     * @return empty if it is gone
     */
    Optional<Event> next() throws IOException;

    /** Sends output; blocks as long as the client does not read. Dropped if the client wants none. */
    void writeStdout(ByteBuffer bytes) throws IOException;

    /** Sends error output, likewise. */
    void writeStderr(ByteBuffer bytes) throws IOException;

    /** Sends how it ended. */
    void writeStatus(CommandStatus status) throws IOException;

    /** Ends every stream and says goodbye; the client then closes the connection. */
    void finish() throws IOException;

    /** Asks whether the client lives; fails at last if not. */
    void ping() throws IOException;

    /** Gives back memory. The connection is another's to close. Idempotent. */
    @Override
    void close();
}
