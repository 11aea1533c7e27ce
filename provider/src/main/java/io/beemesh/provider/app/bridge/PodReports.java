package io.beemesh.provider.app.bridge;

import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kubelet.report.NodeReports;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What nodes say of themselves over the kubelet API.
 *
 * @param pods of all nodes
 * @param alive whether the node's lease is fresh
 * @param scrape metrics in Prometheus' text format
 */
public record PodReports(PodSource pods, BooleanSupplier alive, Supplier<String> scrape) implements NodeReports {
    @Override
    public byte[] desiredPods(String node) {
        return json(of(node).toList());
    }

    @Override
    public byte[] runningPods(String node) {
        return json(of(node).filter(PodReports::isRunning)
                .map(PodReports::asTheRuntimeHasIt)
                .toList());
    }

    @Override
    public String metrics() {
        return scrape.get();
    }

    @Override
    public Optional<String> trouble() {
        return alive.getAsBoolean() ? Optional.empty() : Optional.of("the node's lease could not be renewed");
    }

    private Stream<Pod> of(String node) {
        return pods.all().stream().filter(pod -> node.equals(pod.getSpec().getNodeName()));
    }

    /** Whether a container of the pod runs. */
    public static boolean isRunning(Pod pod) {
        return running(pod).findAny().isPresent();
    }

    /** The containers of a pod that run. */
    public static Stream<ContainerStatus> running(Pod pod) {
        return Stream.ofNullable(pod.getStatus())
                .flatMap(status -> status.getContainerStatuses().stream())
                .filter(status -> status.getState() != null && status.getState().getRunning() != null);
    }

    /** Names, and the containers that run: a runtime knows no more. */
    private static Pod asTheRuntimeHasIt(Pod pod) {
        List<Container> containers = running(pod)
                .map(status -> new ContainerBuilder()
                        .withName(status.getName())
                        .withImage(status.getImageID())
                        .build())
                .toList();
        return new PodBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .withUid(pod.getMetadata().getUid())
                .endMetadata()
                .withNewSpec()
                .withContainers(containers)
                .endSpec()
                .build();
    }

    private static byte[] json(List<Pod> pods) {
        return Serialization.asJson(new PodListBuilder().withItems(pods).build())
                .getBytes(StandardCharsets.UTF_8);
    }
}
