package io.beemesh.provider.kubelet.testing;

import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.mesh.session.LogsOutcome;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.provider.kubelet.ContainerName;
import io.beemesh.provider.kubelet.LogQuery;
import io.beemesh.provider.kubelet.PodSessions;
import io.beemesh.provider.kubelet.portforward.ForwardedPod;
import io.beemesh.provider.kubelet.portforward.PodName;
import io.beemesh.provider.kubelet.remotecommand.StreamOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Pods whose containers are this machine: a command runs here, and a log is what another command writes. */
public final class LocalPods implements PodSessions {
    private final Map<String, Map<String, List<String>>> pods = new ConcurrentHashMap<>();
    private final List<LogQuery> queries = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Process> logs = new LinkedBlockingQueue<>();
    private final BlockingQueue<LocalProcess> started = new LinkedBlockingQueue<>();

    /** Adds a pod with one container, whose log the command writes; attaching runs the command too. */
    public void add(String namespace, String pod, String container, List<String> command) {
        pods.put(namespace + "/" + pod, Map.of(container, command));
    }

    /** The logs that were asked for. */
    public List<LogQuery> queries() {
        return List.copyOf(queries);
    }

    /** The processes that wrote logs, in their order. */
    public BlockingQueue<Process> logs() {
        return logs;
    }

    /** The processes that were started, in their order. */
    public BlockingQueue<LocalProcess> started() {
        return started;
    }

    @Override
    public Lookup find(ContainerName name) {
        Map<String, List<String>> containers = pods.get(name.namespace() + "/" + name.pod());
        if (containers == null || name.uid().equals(Optional.of("other"))) {
            return new NoSuchPod();
        }
        List<String> command = containers.get(name.container());
        return command == null ? new NoSuchContainer() : new Found(new LocalContainer(command));
    }

    @Override
    public Optional<ForwardedPod> find(PodName name) {
        boolean there = pods.containsKey(name.namespace() + "/" + name.pod());
        return there && !name.uid().equals(Optional.of("other"))
                ? Optional.of(new LocalPorts(name.pod()))
                : Optional.empty();
    }

    private final class LocalContainer implements Container {
        private final List<String> main;

        LocalContainer(List<String> main) {
            this.main = main;
        }

        @Override
        public LogsOutcome openLogs(LogQuery query) throws IOException {
            queries.add(query);
            if (query.instance() == LogQuery.Instance.PREVIOUS) {
                return new LogsOutcome.Refused(
                        StreamOpening.Result.NOT_FOUND,
                        "previous terminated container \"main\" in pod \"local\" not found");
            }
            Process process = new ProcessBuilder(main).redirectErrorStream(true).start();
            logs.add(process);
            return new LogsOutcome.Opened(new ProcessLog(process));
        }

        @Override
        public ExecOutcome exec(List<String> command, StreamOptions options) {
            ExecOutcome outcome = LocalProcess.start(command, options);
            if (outcome instanceof ExecOutcome.Opened(LocalProcess process)) {
                started.add(process);
            }
            return outcome;
        }

        @Override
        public ExecOutcome attach(StreamOptions options) {
            return exec(main, options);
        }
    }
}
