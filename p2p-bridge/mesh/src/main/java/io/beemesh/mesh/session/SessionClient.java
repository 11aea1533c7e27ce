package io.beemesh.mesh.session;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.wire.StreamRequest;
import java.io.IOException;
import java.time.Duration;

/**
 * A provider's end of the stream protocol. Any thread; calls block until the host opened, refused, or a deadline.
 *
 * <p>What is opened lives until either end closes it; how long it may be idle is the caller's to bound.
 */
public interface SessionClient {
    /**
     * A client over a host's connections.
     *
     * @param opening how long a host may take to open or refuse
     */
    static SessionClient over(Host host, Duration opening) {
        return new StreamSessionClient(host, opening);
    }

    /**
     * Reads a container's log.
     *
     * @param request of kind logs
     * @throws IOException if the host is not attached, does not answer in time, or the way to it breaks
     */
    LogsOutcome logs(PeerId host, StreamRequest request) throws IOException, InterruptedException;

    /**
     * Runs a command in a container, or attaches to the container's own process.
     *
     * @param request of kind exec or attach
     * @throws IOException if the host is not attached, does not answer in time, or the way to it breaks
     */
    ExecOutcome exec(PeerId host, StreamRequest request) throws IOException, InterruptedException;

    /**
     * Connects to a port of a pod.
     *
     * @param request of kind forward
     * @throws IOException if the host is not attached, does not answer in time, or the way to it breaks
     */
    ForwardOutcome forward(PeerId host, StreamRequest request) throws IOException, InterruptedException;
}
