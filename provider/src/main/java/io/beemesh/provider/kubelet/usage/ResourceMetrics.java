package io.beemesh.provider.kubelet.usage;

import static io.beemesh.provider.kubelet.usage.MetricText.seconds;

import io.beemesh.mesh.wire.ContainerUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import io.beemesh.provider.kubelet.usage.MetricText.Family;
import io.beemesh.provider.kubelet.usage.MetricText.Labels;
import java.time.Instant;

/**
 * {@code /metrics/resource}: what the scheduler of people needs. Pure.
 *
 * <p><i>Source:</i> kubelet, metrics/collectors/resource_metrics.go.
 */
final class ResourceMetrics {
    private static final Family CONTAINER_CPU = Family.counter(
            "container_cpu_usage_seconds_total",
            "[STABLE] Cumulative cpu time consumed by the container in core-seconds");
    private static final Family CONTAINER_MEMORY = Family.gauge(
            "container_memory_working_set_bytes", "[STABLE] Current working set of the container in bytes");
    private static final Family CONTAINER_START = Family.gauge(
            "container_start_time_seconds", "[STABLE] Start time of the container since unix epoch in seconds");
    private static final Family CONTAINER_SWAP_LIMIT = Family.gauge(
            "container_swap_limit_bytes",
            "[ALPHA] Current amount of the container swap limit in bytes. Reported only on non-windows systems");
    private static final Family CONTAINER_SWAP = Family.gauge(
            "container_swap_usage_bytes",
            "[ALPHA] Current amount of the container swap usage in bytes. Reported only on non-windows systems");
    private static final Family NODE_CPU = Family.counter(
            "node_cpu_usage_seconds_total", "[STABLE] Cumulative cpu time consumed by the node in core-seconds");
    private static final Family NODE_MEMORY =
            Family.gauge("node_memory_working_set_bytes", "[STABLE] Current working set of the node in bytes");
    private static final Family NODE_SWAP = Family.gauge(
            "node_swap_usage_bytes",
            "[ALPHA] Current swap usage of the node in bytes. Reported only on non-windows systems");
    private static final Family POD_CPU = Family.counter(
            "pod_cpu_usage_seconds_total", "[STABLE] Cumulative cpu time consumed by the pod in core-seconds");
    private static final Family POD_MEMORY =
            Family.gauge("pod_memory_working_set_bytes", "[STABLE] Current working set of the pod in bytes");
    private static final Family POD_SWAP = Family.gauge(
            "pod_swap_usage_bytes",
            "[ALPHA] Current amount of the pod swap usage in bytes. Reported only on non-windows systems");
    private static final Family ERROR = Family.gauge(
            "resource_scrape_error", "[STABLE] 1 if there was an error while getting container metrics, 0 otherwise");

    private ResourceMetrics() {}

    static String of(NodeUsage node) {
        MetricText text = new MetricText();
        for (NodeUsage.Pod pod : node.pods()) {
            pod.usage().getContainersList().forEach(container -> add(text, pod, container));
        }
        if (node.isMeasured()) {
            MetricText.At at = text.at(node.at(), Labels.NONE);
            at.add(NODE_CPU, seconds(node.cpu().getNanos()));
            at.add(NODE_MEMORY, node.memory().getWorkingSetBytes());
            at.add(NODE_SWAP, node.memory().getSwapBytes());
        }
        for (NodeUsage.Pod pod : node.pods()) {
            MetricText.At at = text.at(
                    pod.at(),
                    Labels.of(
                            "namespace", pod.ref().namespace(), "pod", pod.ref().name()));
            at.add(POD_CPU, seconds(pod.usage().getCpu().getNanos()));
            at.add(POD_MEMORY, pod.usage().getMemory().getWorkingSetBytes());
            at.add(POD_SWAP, pod.usage().getMemory().getSwapBytes());
        }
        text.add(ERROR, Labels.NONE, 0);
        return text.toString();
    }

    private static void add(MetricText text, NodeUsage.Pod pod, ContainerUsage container) {
        Labels labels = Labels.of(
                "container",
                container.getName(),
                "namespace",
                pod.ref().namespace(),
                "pod",
                pod.ref().name());
        MemoryUsage memory = container.getMemory();
        MetricText.At at = text.at(pod.at(), labels);
        at.add(CONTAINER_CPU, seconds(container.getCpu().getNanos()));
        at.add(CONTAINER_MEMORY, memory.getWorkingSetBytes());
        text.add(CONTAINER_START, labels, seconds(Instant.ofEpochMilli(container.getStartedAtMs())));
        if (memory.hasLimitBytes()) {
            at.add(CONTAINER_SWAP_LIMIT, 0); // a memory limit of ours is one of swap, too
        }
        at.add(CONTAINER_SWAP, memory.getSwapBytes());
    }
}
