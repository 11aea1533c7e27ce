package io.beemesh.mesh.session.port;

import io.beemesh.libp2p.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A TCP connection to a port of a pod, of which each direction ends by itself.
 *
 * <p>The same on both ends of the mesh: what the host's handler gives is what the provider's client gets. One thread
 * reads while another writes; any may close.
 */
public interface PortConnection extends AutoCloseable {
    /** Bytes from the pod; their end is the pod's own. Blocks while there are none. */
    InputStream in();

    /** Bytes to the pod, unbuffered; closing it tells the pod that no more follow. Blocks while the pod reads none. */
    OutputStream out();

    /** Lets go of it: a direction that has not ended is cut off, and calls that block fail. Idempotent. */
    @Override
    void close();

    /** The other end's connection, over a stream that has been opened for it. */
    static PortConnection over(Stream stream) {
        return new StreamPortConnection(stream);
    }

    /**
     * Carries this connection over a stream until both directions have ended, or one of them broke: then the other is
     * cut off.
     *
     * @throws IOException it broke on this side
     */
    default void carry(Stream stream) throws IOException {
        new Forwarding(stream, this).run();
    }
}
