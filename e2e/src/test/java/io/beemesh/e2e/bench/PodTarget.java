package io.beemesh.e2e.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.Map;

/**
 * A node to measure.
 *
 * @param name shown in the table and part of the pods' names
 * @param selector which node, as a nodeSelector
 */
record PodTarget(String name, Map<String, String> selector) {
    static PodTarget mesh() {
        return new PodTarget("beemesh", Map.of("beemesh.io/mesh", "default"));
    }

    static PodTarget kubelet(String node) {
        return new PodTarget("kubelet", Map.of("kubernetes.io/hostname", node));
    }

    /** A pod that is Ready as soon as its one container runs, and ends at once when told to. */
    Pod pod(String namespace, String suffix, String image) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("bench-" + name + "-" + suffix)
                .withNamespace(namespace)
                .addToLabels("bench", name)
                .endMetadata()
                .withNewSpec()
                .withNodeSelector(selector)
                .addToTolerations(new TolerationBuilder()
                        .withKey("virtual-kubelet.io/provider")
                        .withOperator("Exists")
                        .build())
                .withAutomountServiceAccountToken(false)
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("main")
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withCommand("sleep", "3600")
                .endContainer()
                .endSpec()
                .build();
    }
}
