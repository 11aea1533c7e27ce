package io.beemesh.provider.kubelet.usage;

import static io.beemesh.provider.kubelet.usage.MetricText.seconds;

import io.beemesh.mesh.wire.ProbeCount;
import io.beemesh.provider.kubelet.usage.MetricText.Family;
import io.beemesh.provider.kubelet.usage.MetricText.Labels;
import java.math.BigDecimal;
import java.util.List;

/**
 * {@code /metrics/probes}: how probes fare. Pure.
 *
 * <p><i>Source:</i> kubelet, prober/prober_manager.go.
 */
final class ProbeMetrics {
    private static final Family DURATION = new Family(
            "prober_probe_duration_seconds", "histogram", "[ALPHA] Duration in seconds for a probe response.");
    private static final Family TOTAL = Family.counter(
            "prober_probe_total",
            "[BETA] Cumulative number of a liveness, readiness or startup probe for a container by result.");

    /** The bounds of what the hosts count, in seconds. */
    private static final List<String> BOUNDS =
            List.of("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10");

    private ProbeMetrics() {}

    static String of(NodeUsage node) {
        MetricText text = new MetricText();
        for (NodeUsage.Pod pod : node.pods()) {
            pod.probes().forEach(probe -> add(text, pod.ref(), probe));
        }
        return text.toString();
    }

    private static void add(MetricText text, NodeUsage.Ref pod, ProbeCount probe) {
        String type =
                switch (probe.getType()) {
                    case STARTUP -> "Startup";
                    case LIVENESS -> "Liveness";
                    case READINESS -> "Readiness";
                    case TYPE_UNSPECIFIED, UNRECOGNIZED -> "Unknown";
                };
        Labels labels = Labels.of("container", probe.getContainer(), "namespace", pod.namespace(), "pod", pod.name());
        if (probe.getSuccessful() + probe.getUnknown() > 0) {
            duration(text, labels.and("probe_type", type), probe);
        }
        Labels counted = labels.and("pod_uid", pod.uid(), "probe_type", type);
        total(text, counted.and("result", "failed"), probe.getFailed());
        total(text, counted.and("result", "successful"), probe.getSuccessful());
        total(text, counted.and("result", "unknown"), probe.getUnknown());
    }

    private static void duration(MetricText text, Labels labels, ProbeCount probe) {
        BigDecimal all = BigDecimal.valueOf(probe.getSuccessful() + probe.getUnknown());
        for (int i = 0; i < Math.min(BOUNDS.size(), probe.getWithinCount()); i++) {
            text.addPart(DURATION, "_bucket", labels.and("le", BOUNDS.get(i)), BigDecimal.valueOf(probe.getWithin(i)));
        }
        text.addPart(DURATION, "_bucket", labels.and("le", "+Inf"), all);
        text.addPart(DURATION, "_sum", labels, seconds(probe.getNanos()));
        text.addPart(DURATION, "_count", labels, all);
    }

    /** As a counter that nobody has asked for is not there. */
    private static void total(MetricText text, Labels labels, long count) {
        if (count > 0) {
            text.add(TOTAL, labels, count);
        }
    }
}
