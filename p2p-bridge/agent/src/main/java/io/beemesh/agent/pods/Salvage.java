package io.beemesh.agent.pods;

import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.plan.Plan;
import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.plan.Runs;
import io.beemesh.agent.pods.status.RunState;
import io.beemesh.agent.spec.Container;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes down a pod that lost its network, as after a reboot, or whose containers are all to be started anew; keeps in
 * mind how they ended and how often they were started. For one pod's thread.
 */
final class Salvage {
    /** What the kubelet says of a container whose end nobody saw. */
    private static final int LOST_EXIT_CODE = 255;

    private final Host host;
    private final PodMemory memory;
    private final StatusBoard board;

    Salvage(Host host, PodMemory memory, StatusBoard board) {
        this.host = host;
        this.memory = memory;
        this.board = board;
    }

    /** Takes the pod down, and says whether it is to be set up again; else nothing of it would be started again. */
    boolean run(Assignment assignment) throws PodmanException {
        Instant now = host.timeOfDay();
        for (ContainerInfo info : board.containers(assignment)) {
            if (!(info.state() instanceof ContainerState.Exited)) {
                memory.failedStarts.putIfAbsent(info.id(), lost(info, now));
            }
        }
        Runs runs = board.look(assignment);
        if (Plan.of(assignment.pod(), runs, run -> true).over()) {
            return false;
        }
        board.event(assignment, false, "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
        Stream.concat(assignment.pod().allContainers(), assignment.pod().ephemeralContainers().stream())
                .forEach(container -> runs.current(container.name()).ifPresent(this::bury));
        host.podman().removePod(assignment.key().podName());
        return true;
    }

    /**
     * Kills and removes all containers at once, so that all are started anew, init containers first; the network and
     * the volumes stay.
     */
    void renew(Assignment assignment, Runs runs) throws PodmanException {
        assignment.pod().allContainers().forEach(container -> runs.current(container.name())
                .ifPresent(this::bury));
        List<String> names =
                assignment.pod().allContainers().map(Container::name).toList();
        for (ContainerInfo info : board.containers(assignment)) {
            if (ContainerKey.of(info.labels())
                    .filter(key -> names.contains(key.container()))
                    .isPresent()) {
                host.podman().removeContainer(info.id());
            }
        }
    }

    private static RunState.Terminated lost(ContainerInfo info, Instant now) {
        return new RunState.Terminated(
                LOST_EXIT_CODE, 0, "Unknown", "", info.createdAt(), now, "podman://" + info.id());
    }

    private void bury(Run run) {
        memory.nextAttempts.put(run.container(), run.key().attempt() + 1);
        if (run.state() instanceof RunState.Terminated end) {
            memory.lostEnds.put(run.container(), end);
        }
    }
}
