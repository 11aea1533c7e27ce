package io.beemesh.provider.kubelet.testing;

import io.beemesh.provider.kubelet.NodeReports;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A healthy node without pods. */
public final class FixedReports implements NodeReports {
    private static final String NO_PODS = "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}";

    @Override
    public byte[] desiredPods() {
        return NO_PODS.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] runningPods() {
        return NO_PODS.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<String> metrics(String path) {
        return path.equals("/metrics") ? Optional.of("up 1\n") : Optional.empty();
    }

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }
}
