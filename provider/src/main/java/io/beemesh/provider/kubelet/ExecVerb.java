package io.beemesh.provider.kubelet;

import io.beemesh.provider.kubelet.http.Query;
import io.beemesh.provider.kubelet.remotecommand.RemoteCommand;
import io.beemesh.provider.kubelet.remotecommand.StreamOptions;
import java.util.List;
import java.util.Optional;

/** {@code GET} or {@code POST /exec/{namespace}/{pod}[/{uid}]/{container}}. */
final class ExecVerb extends SessionVerb {

    ExecVerb(PodSessions sessions, RemoteCommand remote) {
        super(sessions, remote);
    }

    @Override
    Optional<RemoteCommand.Command> command(PodSessions.Container container, Query query, StreamOptions options) {
        List<String> command = query.all("command");
        return command.isEmpty() ? Optional.empty() : Optional.of(() -> container.exec(command, options));
    }
}
