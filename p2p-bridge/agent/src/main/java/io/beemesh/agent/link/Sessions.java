package io.beemesh.agent.link;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.mesh.session.LogsOutcome;
import io.beemesh.mesh.session.SessionHandler;
import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.wire.StreamRequest;
import java.io.IOException;
import java.util.Optional;

/**
 * Opens streams for providers of the pod's own cluster only, whether they lead or stand by.
 *
 * @param handler of what may be opened
 * @param clusters who speaks for which cluster
 */
public record Sessions(SessionHandler handler, ClusterOf clusters) implements SessionHandler {
    @Override
    public Optional<String> refusal(PeerId provider, String clusterId) {
        return clusters.refusal(provider, clusterId);
    }

    @Override
    public LogsOutcome logs(StreamRequest request) throws IOException {
        return handler.logs(request);
    }

    @Override
    public ExecOutcome exec(StreamRequest request) throws IOException {
        return handler.exec(request);
    }

    @Override
    public ForwardOutcome forward(StreamRequest request) throws IOException {
        return handler.forward(request);
    }
}
