package io.beemesh.provider.status;

import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kube.pod.StatusWriter;
import io.beemesh.provider.kube.pod.StatusWriter.Outcome;
import io.beemesh.provider.placement.Assignment;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what waits in the inbox to the API server. Blocks; one call at a time for each pod. */
public final class StatusSync {
    private static final Logger log = LoggerFactory.getLogger(StatusSync.class);

    private final PodSource pods;
    private final StatusWriter writer;
    private final StatusInbox inbox;
    private final StatusMapper mapper;
    private final Clock clock;
    private final DroppedFields dropped = new DroppedFields();

    /** A sync between the inbox and the API server. */
    public StatusSync(PodSource pods, StatusWriter writer, StatusInbox inbox, StatusMapper mapper, Clock clock) {
        this.pods = pods;
        this.writer = writer;
        this.inbox = inbox;
        this.mapper = mapper;
        this.clock = clock;
    }

    /**
     * Settles what waits for a pod; false if the rest must be tried again later.
     *
     * @param kept which reports are not to be settled yet
     */
    public boolean settle(String uid, Predicate<HostReport> kept) {
        for (HostReport report : inbox.waiting(uid)) {
            if (kept.test(report)) {
                continue;
            }
            if (!written(report)) {
                return false;
            }
            inbox.settled(report);
        }
        return true;
    }

    private boolean written(HostReport report) {
        if (!pods.synced()) {
            return false;
        }
        Optional<Pod> pod = pods.find(report.uid());
        if (!(report.what() instanceof HostReport.Status status) || pod.isEmpty() || !current(report, pod.get())) {
            return true;
        }
        return write(pod.get(), mapper.map(pod.get(), status.json(), clock.instant()));
    }

    /** Writes a change of a pod's status; false if it must be tried again later. */
    public boolean write(Pod pod, StatusChange change) {
        return switch (change) {
            case StatusChange.None ignored -> true;
            case StatusChange.Unreadable unreadable -> {
                log.atWarn()
                        .addKeyValue("pod", PodRef.of(pod))
                        .addKeyValue("error", unreadable.why())
                        .log("status report is no pod status, dropped");
                yield true;
            }
            case StatusChange.Patch patch ->
                dropped.areAll(patch, pod) || settled(pod, patch, writer.patch(PodRef.of(pod), patch.json()));
        };
    }

    private boolean settled(Pod pod, StatusChange.Patch patch, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Written written -> {
                dropped.learn(patch, written.pod());
                pods.wrote(written.pod());
                yield true;
            }
            // A status patch conflicts only when another pod has taken the name.
            case Outcome.Absent ignored -> true;
            case Outcome.Conflict ignored -> true;
            case Outcome.Invalid invalid -> {
                log.atWarn()
                        .addKeyValue("pod", PodRef.of(pod))
                        .addKeyValue("error", invalid.message())
                        .log("status refused by the api server, dropped");
                yield true;
            }
            case Outcome.Unavailable ignored -> false;
        };
    }

    private static boolean current(HostReport report, Pod pod) {
        return !StatusMapper.hostLost(pod)
                && Assignment.of(pod)
                        .filter(assignment ->
                                assignment.host().equals(report.origin().host())
                                        && assignment.attempt() <= report.pod().attempt())
                        .isPresent();
    }
}
