package io.beemesh.provider.kubelet.usage;

import io.beemesh.provider.kubelet.usage.UsageSource.Depth;
import java.util.Optional;

/**
 * What is answered at the paths that tell of usage.
 *
 * @param source of the figures
 */
public record UsageViews(UsageSource source) {
    /** The summary, in JSON. */
    public String summary(String node, Depth depth) {
        return SummaryJson.of(source.usage(node, depth), depth);
    }

    /** Metrics in Prometheus' text format; empty if the path is another one. */
    public Optional<String> metrics(String node, String path) {
        return switch (path) {
            case "/metrics/resource" -> Optional.of(ResourceMetrics.of(source.usage(node, Depth.BRIEF)));
            case "/metrics/cadvisor" -> Optional.of(CadvisorMetrics.of(source.usage(node, Depth.FULL)));
            case "/metrics/probes" -> Optional.of(ProbeMetrics.of(source.usage(node, Depth.FULL)));
            default -> Optional.empty();
        };
    }
}
