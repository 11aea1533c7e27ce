package io.beemesh.provider.kubelet.testing;

import io.beemesh.provider.kubelet.report.NodeReports;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A healthy node without pods. */
public final class FixedReports implements NodeReports {
    private static final String NO_PODS = "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}";

    @Override
    public byte[] desiredPods(String node) {
        return NO_PODS.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] runningPods(String node) {
        return NO_PODS.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String metrics() {
        return "up 1\n";
    }

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }
}
