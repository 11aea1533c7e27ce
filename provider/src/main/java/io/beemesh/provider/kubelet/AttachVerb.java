package io.beemesh.provider.kubelet;

import io.beemesh.provider.kubelet.http.Query;
import io.beemesh.provider.kubelet.remotecommand.RemoteCommand;
import io.beemesh.provider.kubelet.remotecommand.StreamOptions;
import java.util.Optional;

/** {@code GET} or {@code POST /attach/{namespace}/{pod}[/{uid}]/{container}}. */
final class AttachVerb extends ExecVerb {

    AttachVerb(PodSessions sessions, RemoteCommand remote) {
        super(sessions, remote);
    }

    @Override
    Optional<RemoteCommand.Command> command(PodSessions.Container container, Query query, StreamOptions options) {
        return Optional.of(() -> container.attach(options));
    }
}
