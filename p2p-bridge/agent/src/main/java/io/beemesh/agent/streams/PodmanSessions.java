package io.beemesh.agent.streams;

import io.beemesh.agent.network.NetworkNamespace;
import io.beemesh.agent.podman.AttachSpec;
import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.ExecSpec;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.rotation.LogFiles;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.mesh.session.LogsOutcome;
import io.beemesh.mesh.session.SessionHandler;
import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.wire.AttachRequest;
import io.beemesh.mesh.wire.ExecRequest;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A host's end of the stream protocol: Podman's containers, found by their labels. */
public final class PodmanSessions implements SessionHandler, AutoCloseable {

    private final Podman podman;
    private final Statuses statuses;
    private final LogWatch logs = new LogWatch();
    private final EndWatch ends;

    /** Pods' statuses as they were last reported: Kubernetes JSON. */
    public interface Statuses {
        /** That of a pod, if it has one. */
        Optional<byte[]> of(PodKey pod);
    }

    /** Sessions with this Podman's containers. */
    public PodmanSessions(Podman podman, Statuses statuses) {
        this.podman = podman;
        this.statuses = statuses;
        this.ends = new EndWatch(podman);
    }

    /** Nothing: these know pods but no providers, so that whoever serves them asks who may, before. */
    @Override
    public Optional<String> refusal(PeerId provider, String clusterId) {
        return Optional.empty();
    }

    @Override
    public LogsOutcome logs(StreamRequest request) throws IOException {
        LogQuery query = LogQuery.of(request.getLogs());
        boolean previous = request.getLogs().getPrevious();
        ContainerInfo container = previous ? last(request) : newest(request);
        if (container != null) {
            return new LogsOutcome.Opened(open(container, query));
        }
        String name = "container \"" + request.getContainer() + "\" in pod \"" + request.getPodUid() + "\"";
        return previous
                ? new LogsOutcome.Refused(StreamOpening.Result.INVALID, "previous terminated " + name + " not found")
                : new LogsOutcome.Refused(StreamOpening.Result.NOT_FOUND, name + " is not available");
    }

    private LogStream open(ContainerInfo container, LogQuery query) throws IOException {
        LogFiles files = new LogFiles(Path.of(container.log()));
        Path folder = files.folder();
        Wakeup wakeup = new Wakeup();
        LogFile file = new LogFile(files, query.follow());
        if (!query.follow()) {
            return new LogStream(file, query, wakeup, () -> {});
        }
        LogStream stream = new LogStream(file, query, wakeup, () -> {
            ends.remove(container.id(), wakeup);
            logs.remove(folder, wakeup);
        });
        logs.add(folder, wakeup);
        ends.add(container.id(), wakeup);
        return stream;
    }

    @Override
    public ExecOutcome exec(StreamRequest request) throws IOException {
        String name = "container \"" + request.getContainer() + "\" in pod \"" + request.getPodUid() + "\"";
        if (request.hasExec() && request.getExec().getCommandCount() == 0) {
            return new ExecOutcome.Refused(
                    StreamOpening.Result.INVALID, "you must specify at least 1 command for the container");
        }
        Optional<ExecOutcome> atOnce = request.hasExec() ? execIfReported(request) : Optional.empty();
        if (atOnce.isPresent()) {
            return atOnce.get();
        }
        ContainerInfo container = newest(request);
        if (container == null) {
            return new ExecOutcome.Refused(StreamOpening.Result.NOT_FOUND, name + " is not available");
        }
        if (!(container.state() instanceof ContainerState.Running)) {
            return new ExecOutcome.Refused(StreamOpening.Result.NOT_RUNNING, name + " is not running");
        }
        try {
            return new ExecOutcome.Opened(
                    request.hasExec()
                            ? exec(container.id(), request.getExec())
                            : attach(container.id(), request.getAttach()));
        } catch (PodmanException e) {
            if (e.isConflict() || e.isNotFound()) {
                return new ExecOutcome.Refused(StreamOpening.Result.NOT_RUNNING, e.getMessage());
            }
            throw e;
        }
    }

    /** In the container that the status says runs, without asking Podman for it; empty if that is not so any more. */
    private Optional<ExecOutcome> execIfReported(StreamRequest request) throws IOException {
        Optional<ReportedRuns> runs = reported(request);
        Optional<String> running = runs.flatMap(it -> it.running(request.getContainer()));
        try {
            return running.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ExecOutcome.Opened(exec(running.get(), request.getExec())));
        } catch (PodmanException e) {
            if (e.isConflict() || e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private PodmanExec exec(String container, ExecRequest wanted) throws PodmanException {
        ExecSpec spec = new ExecSpec(
                wanted.getCommandList(), wanted.getStdin(), wanted.getStdout(), wanted.getStderr(), wanted.getTty());
        return PodmanExec.ofCommand(podman.exec(container, spec), wanted.getStdin());
    }

    private PodmanExec attach(String container, AttachRequest wanted) throws PodmanException {
        AttachSpec spec = new AttachSpec(wanted.getStdin(), wanted.getStdout(), wanted.getStderr());
        return PodmanExec.ofContainer(podman.attach(container, spec), wanted.getStdin());
    }

    @Override
    public ForwardOutcome forward(StreamRequest request) throws IOException {
        int port = request.getForward().getPort();
        if (port < 1 || port > PodPort.PORT_MAX) {
            return new ForwardOutcome.Refused(
                    StreamOpening.Result.INVALID,
                    "port " + Integer.toUnsignedString(port) + " (expected: 1 to " + PodPort.PORT_MAX + ")");
        }
        String name = "pod \"" + request.getPodUid() + "\"";
        PodKey key = new PodKey(request.getClusterId(), request.getPodUid());
        try {
            Optional<Path> network = podman.inspectPod(key.podName()).network();
            return network.isEmpty()
                    ? new ForwardOutcome.Refused(
                            StreamOpening.Result.NOT_RUNNING, "the network of " + name + " is not up")
                    : new PodPort(new NetworkNamespace(network.get()), request.getPodUid(), port).connect();
        } catch (PodmanException e) {
            if (e.isNotFound()) {
                return new ForwardOutcome.Refused(StreamOpening.Result.NOT_FOUND, name + " not found");
            }
            throw e;
        }
    }

    private @Nullable ContainerInfo last(StreamRequest request) throws IOException {
        Optional<String> id = reported(request).flatMap(runs -> runs.last(request.getContainer()));
        try {
            return id.isEmpty() ? null : podman.inspect(id.get());
        } catch (PodmanException e) {
            if (e.isNotFound()) {
                return null;
            }
            throw e;
        }
    }

    private Optional<ReportedRuns> reported(StreamRequest request) throws IOException {
        Optional<byte[]> status = statuses.of(new PodKey(request.getClusterId(), request.getPodUid()));
        return status.isEmpty() ? Optional.empty() : Optional.of(ReportedRuns.of(status.get()));
    }

    /** The newest run of a container that was started; null if there is none. */
    private @Nullable ContainerInfo newest(StreamRequest request) throws PodmanException {
        Map<String, String> labels = Map.of(
                PodKey.CLUSTER_LABEL,
                request.getClusterId(),
                PodKey.UID_LABEL,
                request.getPodUid(),
                ContainerKey.CONTAINER_LABEL,
                request.getContainer());
        return podman.listContainers(labels).stream()
                .filter(c -> !(c.state() instanceof ContainerState.Created))
                .max(Comparator.comparingInt(PodmanSessions::attempt))
                .orElse(null);
    }

    private static int attempt(ContainerInfo container) {
        return ContainerKey.of(container.labels()).map(ContainerKey::attempt).orElse(-1);
    }

    /** Ends all that is followed. */
    @Override
    public void close() {
        ends.close();
        logs.close();
    }
}
