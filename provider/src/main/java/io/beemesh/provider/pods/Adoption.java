package io.beemesh.provider.pods;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.kube.pod.StatusWriter.Outcome;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.state.StateWish;
import io.beemesh.provider.state.Workload;
import io.beemesh.provider.status.StatusMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Pods that members of their groups took over from lost hosts while no provider could be asked: a host that runs a later
 * attempt than the one that is written on the pod holds the pod's name, or it would not run it. So the pod is its from
 * now on.
 */
final class Adoption {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> CONTAINERS = List.of("containerStatuses", "initContainerStatuses");

    private final Ports ports;
    private final HostTable table;
    private final PodEvents events;

    Adoption(Ports ports) {
        this.ports = ports;
        this.table = ports.mesh().table();
        this.events = new PodEvents(ports.cluster().events(), ports.clock());
    }

    /**
     * Whether a host has a later attempt of a pod than was written, and may: it is let be, and becomes the pod's host
     * once it runs it.
     */
    boolean isHeir(Pod pod, PeerId host, int attempt) {
        return !StatusMapper.terminal(pod)
                && !PodRules.deleting(pod)
                && Assignment.of(pod).filter(it -> attempt > it.attempt()).isPresent()
                && isMember(pod, host)
                && table.find(host).filter(it -> belongs(it, pod)).isPresent();
    }

    private boolean belongs(HostView host, Pod pod) {
        return ports.mesh().belonging().belongs(host, pod.getSpec().getNodeName());
    }

    /** Only members were told of the pod by its group; to any other host it, and its secrets, are none of its own. */
    private boolean isMember(Pod pod, PeerId host) {
        return ports.mesh().groups().wish(pod).orElse(new StateWish.None()) instanceof StateWish.Grouped(Workload of)
                && ports.mesh()
                        .groups()
                        .of(of)
                        .filter(group -> ports.mesh()
                                .groups()
                                .of(host)
                                .filter(groups -> groups.contains(group))
                                .isPresent())
                        .isPresent();
    }

    /** Writes the host on a pod that runs it by a later attempt, if one does; false if it must be tried again. */
    boolean adopt(Pod pod, List<HostReport> reports) {
        Optional<HostReport> latest = reports.stream()
                .filter(report -> report.what() instanceof HostReport.Status(String json) && runs(json))
                .filter(report ->
                        isHeir(pod, report.origin().host(), report.pod().attempt()))
                .max(Comparator.comparingInt(report -> report.pod().attempt()));
        return latest.isEmpty() || write(pod, latest.get());
    }

    private boolean write(Pod pod, HostReport report) {
        Assignment assignment =
                new Assignment(report.origin().host(), report.pod().attempt());
        return switch (ports.cluster().writer().annotate(pod, assignment.annotations())) {
            case Outcome.Written written -> {
                ports.cluster().pods().wrote(written.pod());
                events.takenOver(pod, name(assignment.host()));
                yield true;
            }
            case Outcome.Absent ignored -> true;
            case Outcome.Invalid invalid -> {
                events.refused(pod, "HostAssignmentFailed", invalid.message());
                yield true;
            }
            case Outcome.Conflict ignored -> false;
            case Outcome.Unavailable ignored -> false;
        };
    }

    private String name(PeerId host) {
        return table.find(host).map(it -> it.identity().name()).orElse(host.toString());
    }

    /** Whether a container runs, by a status: none does without the pod's name. */
    private static boolean runs(String statusJson) {
        try {
            JsonNode status = JSON.readTree(statusJson);
            return CONTAINERS.stream().anyMatch(list -> runs(status.path(list)));
        } catch (JsonProcessingException unreadable) {
            return false;
        }
    }

    private static boolean runs(JsonNode containers) {
        for (JsonNode container : containers) {
            if (container.path("state").has("running")) {
                return true;
            }
        }
        return false;
    }
}
