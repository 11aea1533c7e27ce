package io.beemesh.mesh.session;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.wire.StreamRequest;
import java.io.IOException;
import java.util.Optional;

/**
 * Opens logs, conversations and connections on a host. Called by many threads at once, each a session's own.
 *
 * <p>An IOException tells the provider FAILED with the exception's message.
 */
public interface SessionHandler {
    /** Why a provider may open nothing of a cluster's pods here, a sentence; empty if it may. Asked first. */
    Optional<String> refusal(PeerId provider, String clusterId);

    /**
     * Opens a container's log; the caller closes it, at any moment and from any thread, which must end a read that
     * blocks.
     *
     * @param request of kind logs
     */
    LogsOutcome logs(StreamRequest request) throws IOException;

    /**
     * Runs a command in a container, or attaches to the container's own process.
     *
     * @param request of kind exec or attach
     */
    ExecOutcome exec(StreamRequest request) throws IOException;

    /**
     * Connects to a port of a pod, on its loopback addresses.
     *
     * @param request of kind forward
     */
    ForwardOutcome forward(StreamRequest request) throws IOException;
}
