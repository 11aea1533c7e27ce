package io.beemesh.provider.pods;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.kube.pod.StatusWriter.Outcome;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.status.ReportedStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Pods that members of their groups took over from lost hosts while no provider could be asked. A host that runs a
 * later attempt than the one that is written on the pod holds the pod's name, or it would not run it: the pod is its
 * from now on, unless the host that is written runs it as well, or was there a moment ago.
 */
final class Adoption {
    /** No member takes a pod over sooner after its host, and the cluster, were heard last. */
    private static final Duration SOONEST = Duration.ofSeconds(30);

    private final Ports ports;
    private final HostTable table;
    private final PodTimes times;
    private final Heirs heirs;
    private final PodEvents events;

    Adoption(Ports ports, PodTimes times, Heirs heirs) {
        this.heirs = heirs;
        this.ports = ports;
        this.table = ports.mesh().table();
        this.times = times;
        this.events = new PodEvents(ports.cluster().events(), ports.clock());
    }

    /** Writes the host on a pod that runs it by a later attempt, if one does; false if it must be tried again. */
    boolean adopt(Pod pod, List<HostReport> reports) {
        Optional<HostReport> latest = reports.stream()
                .filter(report -> waits(pod, report, reports))
                .filter(report -> report.what() instanceof HostReport.Status(String json)
                        && ReportedStatus.of(json).runs()
                        && heirs.membership(pod, report.origin().host()) == Heirs.Membership.YES)
                .max(Comparator.comparingInt(report -> report.pod().attempt()));
        return latest.isEmpty() || !isForsaken(pod, reports) || write(pod, latest.get());
    }

    /** Whether a report is kept until its host is the pod's, or the pod is none of its any more. */
    boolean waits(Pod pod, HostReport report, List<HostReport> reports) {
        PeerId host = report.origin().host();
        return report.what() instanceof HostReport.Status
                && table.state(host) instanceof HostState.Attached
                && heirs.isHeir(pod, host, report.pod().attempt())
                && reports.stream()
                        .noneMatch(
                                other -> other.origin().host().equals(host) && other.what() instanceof HostReport.Gone);
    }

    /** Whether the host that is written surely does not run the pod. */
    private boolean isForsaken(Pod pod, List<HostReport> reports) {
        PeerId home = Assignment.of(pod).orElseThrow().host();
        return switch (table.state(home)) {
            case HostState.Attached attached -> !mayRun(pod, home, attached, reports);
            case HostState.Away away -> isLongAgo(away.since());
            case HostState.Lost lost -> true;
        };
    }

    private boolean isLongAgo(Instant since) {
        return !ports.clock().instant().isBefore(since.plus(SOONEST));
    }

    private boolean mayRun(Pod pod, PeerId home, HostState.Attached attached, List<HostReport> reports) {
        Optional<HostReport> last = reports.stream()
                .filter(report -> report.origin().host().equals(home))
                .reduce((one, other) -> other);
        if (last.isPresent()) {
            return last.get().what() instanceof HostReport.Status(String json)
                    && ReportedStatus.of(json).runs();
        }
        boolean has = table.holders(pod.getMetadata().getUid()).containsKey(home);
        return attached.progress() == HostState.Progress.REPORTING
                || (has && ReportedStatus.of(pod).runs());
    }

    /**
     * Whether it is too soon to write that a host lost a pod: another member may run it that was not heard yet, and
     * what has failed is replaced. Always, as long as no quorum is seen: what replaced it could not run.
     *
     * @param since when the host said so first
     */
    boolean isTooSoon(Pod pod, Instant since) {
        Instant now = ports.clock().instant();
        Duration patience = PodRules.patience(pod, times, ports.mesh().groups());
        Optional<Instant> led = ports.mesh().groups().ledSince(pod);
        return led.isEmpty() || (now.minus(patience).isBefore(led.get()) && now.isBefore(since.plus(patience)));
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
}
