package io.beemesh.provider.kube.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** A pod as the API server would write it. Any thread. */
public final class PodJson {
    private final KubernetesSerialization serialization = new KubernetesSerialization();

    /** The pod's JSON, fields that this program does not know included. */
    public String of(Pod pod) {
        return serialization.asJson(pod);
    }
}
