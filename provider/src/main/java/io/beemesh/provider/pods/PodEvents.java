package io.beemesh.provider.pods;

import io.beemesh.provider.kube.pod.EventRecorder;
import io.beemesh.provider.kube.pod.EventRecorder.Happening;
import io.beemesh.provider.kube.pod.PodRef;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;

/** Records what the controller itself does with pods. */
final class PodEvents {
    private static final String DAEMON = "a DaemonSet's pod runs once on a virtual node, on one of its hosts; keep it"
            + " off with a node affinity: key beemesh.io/mesh, operator DoesNotExist";

    private final EventRecorder recorder;
    private final Clock clock;

    PodEvents(EventRecorder recorder, Clock clock) {
        this.recorder = recorder;
        this.clock = clock;
    }

    void assigned(Pod pod, String host) {
        record(pod, false, "HostAssigned", "Assigned " + PodRef.of(pod) + " to host " + host);
        if (PodRules.daemon(pod)) {
            record(pod, true, "DaemonSetOnMesh", DAEMON);
        }
    }

    void takenOver(Pod pod, String host) {
        record(pod, false, "TakenOver", "Host " + host + " took the pod over while the cluster could not be reached");
    }

    void awaited(Pod pod, String message) {
        record(pod, true, "HostAwaited", message);
    }

    void noHostFits(Pod pod, String message) {
        record(pod, true, "NoHostFits", message);
    }

    void refused(Pod pod, String reason, String message) {
        record(pod, true, reason, message);
    }

    void hostLost(Pod pod, String message) {
        record(pod, true, "HostLost", message);
    }

    private void record(Pod pod, boolean warning, String reason, String message) {
        recorder.record(new Happening(PodRef.of(pod), "", warning, reason, message, clock.instant()));
    }
}
