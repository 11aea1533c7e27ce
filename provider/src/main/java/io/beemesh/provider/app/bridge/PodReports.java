package io.beemesh.provider.app.bridge;

import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kubelet.NodeReports;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the node says of itself over the kubelet API.
 *
 * @param pods of the node
 * @param alive whether the node's lease is fresh
 * @param metrics in Prometheus' text format
 */
public record PodReports(PodSource pods, BooleanSupplier alive, Supplier<String> metrics) implements NodeReports {
    @Override
    public byte[] desiredPods() {
        return json(pods.all());
    }

    @Override
    public byte[] runningPods() {
        return json(pods.all().stream().filter(PodReports::isRunning).toList());
    }

    @Override
    public Optional<String> metrics(String path) {
        return path.equals("/metrics") ? Optional.of(metrics.get()) : Optional.empty();
    }

    @Override
    public Optional<String> trouble() {
        return alive.getAsBoolean() ? Optional.empty() : Optional.of("the node's lease could not be renewed");
    }

    /** Whether a container of the pod runs. */
    public static boolean isRunning(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getContainerStatuses().stream()
                        .map(ContainerStatus::getState)
                        .anyMatch(state -> state != null && state.getRunning() != null);
    }

    private static byte[] json(List<Pod> pods) {
        return Serialization.asJson(new PodListBuilder().withItems(pods).build())
                .getBytes(StandardCharsets.UTF_8);
    }
}
