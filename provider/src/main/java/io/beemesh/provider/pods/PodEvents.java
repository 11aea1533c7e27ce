package io.beemesh.provider.pods;

import io.beemesh.provider.kube.pod.EventRecorder;
import io.beemesh.provider.kube.pod.EventRecorder.Happening;
import io.beemesh.provider.kube.pod.PodRef;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;

/** Records what the controller itself does with pods. */
final class PodEvents {
    private final EventRecorder recorder;
    private final Clock clock;

    PodEvents(EventRecorder recorder, Clock clock) {
        this.recorder = recorder;
        this.clock = clock;
    }

    void assigned(Pod pod, String host) {
        record(pod, false, "HostAssigned", "Assigned " + PodRef.of(pod) + " to host " + host);
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
