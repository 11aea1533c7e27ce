package io.beemesh.provider.tunnel.wire;

import java.nio.ByteBuffer;

/**
 * One message of the tunnel; each is of a connection, whose number the server chose.
 *
 * <p><i>Source:</i> rancher/remotedialer {@code message.go}, at the version that k3s pins.
 */
public sealed interface TunnelMessage {
    /** The number of the connection that it is of. */
    long connection();

    /**
     * Bytes of a connection, in either direction.
     *
     * @param bytes from its position to its limit; read-only where it was received
     */
    record Data(long connection, ByteBuffer bytes) implements TunnelMessage {}

    /**
     * The server asks for a connection; it may send data without waiting for an answer.
     *
     * @param address such as {@code tcp/127.0.0.1:10250}
     */
    record Connect(long connection, String address) implements TunnelMessage {}

    /**
     * The end of a connection in both directions, after all that was sent before it.
     *
     * @param reason {@value #ORDERLY} for an orderly end
     */
    record Fault(long connection, String reason) implements TunnelMessage {
        /** The reason of an end that nothing is wrong with. */
        public static final String ORDERLY = "EOF";
    }

    /** Send no more data on the connection for now. */
    record Pause(long connection) implements TunnelMessage {}

    /** Send data again. */
    record Resume(long connection) implements TunnelMessage {}

    /**
     * A message that means nothing to a node: of a server's peers, or of a later version.
     *
     * @param type its number on the wire
     */
    record Other(long connection, long type) implements TunnelMessage {}
}
