package io.beemesh.provider.app.bridge;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.mesh.session.LogsOutcome;
import io.beemesh.mesh.wire.AttachRequest;
import io.beemesh.mesh.wire.ExecRequest;
import io.beemesh.mesh.wire.LogsRequest;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import io.beemesh.provider.kubelet.ContainerName;
import io.beemesh.provider.kubelet.LogQuery;
import io.beemesh.provider.kubelet.PodSessions;
import io.beemesh.provider.kubelet.remotecommand.StreamOptions;
import io.beemesh.provider.placement.Assignment;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One container of a pod of the node, wherever its host is.
 *
 * @param sessions that found it
 * @param pod that it is in, as it was when it was found
 * @param name that it was found by
 */
record MeshContainer(MeshSessions sessions, Pod pod, ContainerName name) implements PodSessions.Container {
    @Override
    public LogsOutcome openLogs(LogQuery query) throws IOException {
        Optional<PeerId> host = Assignment.of(pod).map(Assignment::host);
        if (host.isEmpty()) {
            return new LogsOutcome.Refused(StreamOpening.Result.NOT_RUNNING, waiting());
        }
        StreamRequest request = request().setLogs(logs(query)).build();
        try {
            return inWords(sessions.client().logs(host.get(), request));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    @Override
    public ExecOutcome exec(List<String> command, StreamOptions options) throws IOException {
        ExecRequest exec = ExecRequest.newBuilder()
                .addAllCommand(command)
                .setStdin(options.stdin())
                .setStdout(options.stdout())
                .setStderr(options.stderr())
                .setTty(options.tty())
                .build();
        return converse(request().setExec(exec).build());
    }

    @Override
    public ExecOutcome attach(StreamOptions options) throws IOException {
        AttachRequest attach = AttachRequest.newBuilder()
                .setStdin(options.stdin())
                .setStdout(options.stdout())
                .setStderr(options.stderr())
                .setTty(options.tty())
                .build();
        return converse(request().setAttach(attach).build());
    }

    private ExecOutcome converse(StreamRequest request) throws IOException {
        Optional<PeerId> host = Assignment.of(pod).map(Assignment::host);
        if (host.isEmpty()) {
            return new ExecOutcome.Refused(StreamOpening.Result.NOT_RUNNING, waiting());
        }
        try {
            return sessions.client().exec(host.get(), request);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private StreamRequest.Builder request() {
        return StreamRequest.newBuilder()
                .setClusterId(sessions.clusterId())
                .setPodUid(uid())
                .setContainer(name.container());
    }

    private static LogsRequest logs(LogQuery query) {
        LogsRequest.Builder logs = LogsRequest.newBuilder()
                .setFollow(query.instance() == LogQuery.Instance.LATEST_FOLLOWED)
                .setPrevious(query.instance() == LogQuery.Instance.PREVIOUS)
                .setTimestamps(query.timestamps())
                .setStdout(query.stream() != LogQuery.LogStream.STDERR)
                .setStderr(query.stream() != LogQuery.LogStream.STDOUT);
        query.range().tailLines().ifPresent(logs::setTailLines);
        query.range().limitBytes().ifPresent(logs::setLimitBytes);
        query.range().since().ifPresent(since -> logs.setSinceMs(since.toEpochMilli()));
        return logs.build();
    }

    /** A host knows pods by their UIDs, and not why a container is not there. */
    private LogsOutcome inWords(LogsOutcome outcome) {
        return switch (outcome) {
            case LogsOutcome.Opened opened -> opened;
            case LogsOutcome.Refused(StreamOpening.Result result, String message)
            when result == StreamOpening.Result.NOT_FOUND -> absent(result);
            case LogsOutcome.Refused(StreamOpening.Result result, String message) ->
                new LogsOutcome.Refused(result, message.replace('"' + uid() + '"', '"' + name.pod() + '"'));
        };
    }

    /** One that could not be started has logged nothing; one that never was made has no log. */
    private LogsOutcome absent(StreamOpening.Result result) {
        Optional<ContainerStateTerminated> end = status().flatMap(MeshContainer::end);
        if (end.isEmpty()) {
            return new LogsOutcome.Refused(result, waiting());
        }
        return end.get().getContainerID() == null
                ? new LogsOutcome.Refused(result, inWords("terminated"))
                : new LogsOutcome.Opened(InputStream.nullInputStream());
    }

    private static Optional<ContainerStateTerminated> end(ContainerStatus status) {
        return Stream.of(status.getState(), status.getLastState())
                .filter(Objects::nonNull)
                .map(ContainerState::getTerminated)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private String inWords(String state) {
        return "container \"%s\" in pod \"%s\" is %s".formatted(name.container(), name.pod(), state);
    }

    private Optional<ContainerStatus> status() {
        return Stream.ofNullable(pod.getStatus())
                .flatMap(status -> Stream.concat(
                        status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream()))
                .filter(status -> status.getName().equals(name.container()))
                .findFirst();
    }

    /** As the kubelet says it (kubelet_pods.go, validateContainerLogStatus). */
    private String waiting() {
        String reason = status().map(ContainerStatus::getState)
                .map(ContainerState::getWaiting)
                .map(ContainerStateWaiting::getReason)
                .orElse("ContainerCreating");
        String words =
                switch (reason) {
                    case "ErrImagePull" -> "image can't be pulled";
                    case "ImagePullBackOff" -> "trying and failing to pull image";
                    default -> reason;
                };
        return inWords("waiting to start: " + words);
    }

    private String uid() {
        return pod.getMetadata().getUid();
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while the host was asked");
    }
}
