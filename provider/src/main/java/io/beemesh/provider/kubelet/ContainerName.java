package io.beemesh.provider.kubelet;

import java.util.List;
import java.util.Optional;

/**
 * A container as the kubelet's paths name it.
 *
 * @param namespace the pod's namespace
 * @param pod the pod's name
 * @param uid the pod's UID, if the path has one: a pod of that name but another UID does not match
 * @param container the container's name; init and ephemeral containers are named alike
 */
public record ContainerName(String namespace, String pod, Optional<String> uid, String container) {
    private static final int SHORT = 4;
    private static final int WITH_UID = 5;

    /** The container of {@code /verb/namespace/pod[/uid]/container}; empty if the path is another one. */
    static Optional<ContainerName> of(List<String> segments) {
        return switch (segments.size()) {
            case SHORT ->
                Optional.of(new ContainerName(segments.get(1), segments.get(2), Optional.empty(), segments.get(3)));
            case WITH_UID ->
                Optional.of(new ContainerName(
                        segments.get(1), segments.get(2), Optional.of(segments.get(3)), segments.get(4)));
            default -> Optional.empty();
        };
    }
}
