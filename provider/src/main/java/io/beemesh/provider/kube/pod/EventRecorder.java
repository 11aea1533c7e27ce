package io.beemesh.provider.kube.pod;

import java.time.Instant;

/** Records what happened to pods, for {@code kubectl describe}. Returns at once, from any thread; never fails. */
@FunctionalInterface
public interface EventRecorder {
    /** Records one happening; the same again only counts the event up. */
    void record(Happening happening);

    /**
     * What happened.
     *
     * @param pod to which pod
     * @param fieldPath such as {@code spec.containers{web}}; empty for the pod itself
     * @param warning whether a person may want to look
     * @param reason CamelCase, the kubelet's where there is one
     * @param message a sentence
     * @param at when
     */
    record Happening(PodRef pod, String fieldPath, boolean warning, String reason, String message, Instant at) {}
}
