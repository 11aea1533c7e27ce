package io.beemesh.agent.pods;

import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.PodReports;
import io.beemesh.agent.pods.plan.Runs;
import io.beemesh.agent.pods.probe.Health;
import io.beemesh.agent.pods.resize.Resizer;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.agent.pods.status.StatusJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is seen of a pod, and what is told of it: a status that is another than the last goes to the journal and to
 * those who are told. For one pod's thread.
 */
final class StatusBoard {
    private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);

    private final Host host;
    private final PodMemory memory;
    private final Views views;
    private final PodReports reports;
    private List<ContainerInfo> seen = List.of();

    StatusBoard(Host host, PodMemory memory, Health health, PodReports reports) {
        this.host = host;
        this.memory = memory;
        this.views = new Views(host, health, new Resizer(host, memory.resize, reports)::actual);
        this.reports = reports;
    }

    /** The pod's containers, also those that ended. */
    List<ContainerInfo> containers(Assignment assignment) throws PodmanException {
        return host.podman().listContainers(assignment.key().labels());
    }

    /** What the pod's containers do; what is remembered of those that are no more is forgotten. */
    Runs look(Assignment assignment) throws PodmanException {
        return see(assignment, containers(assignment));
    }

    /** The same of a pod that is not there, and so has none. */
    Runs nothing(Assignment assignment) {
        return see(assignment, List.of());
    }

    /** The same when some were made since the last look; the others are as they were. */
    Runs look(Assignment assignment, List<String> made) throws PodmanException {
        List<ContainerInfo> containers = new ArrayList<>(seen);
        containers.removeIf(container -> made.contains(container.id()));
        try {
            for (String id : made) {
                containers.add(host.podman().inspect(id));
            }
        } catch (PodmanException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            return look(assignment); // somebody removed it
        }
        return see(assignment, containers);
    }

    /** Whether all of these ran at the last look. */
    boolean sawRunning(Collection<String> containers) {
        return seen.stream()
                .filter(container -> container.state() instanceof ContainerState.Running)
                .map(ContainerInfo::id)
                .toList()
                .containsAll(containers);
    }

    private Runs see(Assignment assignment, List<ContainerInfo> containers) {
        seen = List.copyOf(containers);
        List<String> ids = containers.stream().map(ContainerInfo::id).toList();
        memory.retain(ids);
        views.retain(containers);
        return views.runs(assignment, containers, memory);
    }

    /** Tells the status, if it is another than the last; {@code terminal} says that nothing will be started again. */
    void publish(Assignment assignment, Runs runs, Optional<PodInfo> sandbox, boolean terminal) {
        PodView view = views.pod(assignment, runs, sandbox, memory, terminal);
        StatusJson status = StatusJson.of(view, host.timeOfDay());
        if (Arrays.equals(status.json(), memory.status)) {
            return;
        }
        memory.status = status.json();
        memory.conditions.putAll(status.conditions());
        try {
            host.journal()
                    .note(assignment.key(), memory.toBytes(), status.phase().isTerminal());
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("pod", assignment.pod().meta().fullName())
                    .addKeyValue("error", e.toString())
                    .log("pod status could not be kept on disk");
        }
        reports.status(assignment, status.json());
    }

    /** Tells what the pod waits for in its workload's group, once for each that it says. */
    void awaits(Assignment assignment, String why) {
        if (!why.equals(memory.awaited)) {
            memory.awaited = why;
            event(assignment, false, "StateGroupPending", "The pod waits for its workload's group: " + why);
        }
    }

    /** Tells something that happened to the pod as a whole. */
    void event(Assignment assignment, boolean warning, String reason, String message) {
        reports.event(assignment, new PodReports.PodEventNote("", warning, reason, message));
    }
}
