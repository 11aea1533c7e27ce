package io.beemesh.provider.kubelet.portforward;

import java.util.List;
import java.util.Optional;

/**
 * A pod as the kubelet's paths name it.
 *
 * @param namespace its namespace
 * @param pod its name
 * @param uid its UID, if the path has one: a pod of that name but another UID does not match
 */
public record PodName(String namespace, String pod, Optional<String> uid) {
    private static final int SHORT = 3;
    private static final int WITH_UID = 4;

    /** The pod of {@code /verb/namespace/pod[/uid]}; empty if the path is another one. */
    public static Optional<PodName> of(List<String> segments) {
        return switch (segments.size()) {
            case SHORT -> Optional.of(new PodName(segments.get(1), segments.get(2), Optional.empty()));
            case WITH_UID -> Optional.of(new PodName(segments.get(1), segments.get(2), Optional.of(segments.get(3))));
            default -> Optional.empty();
        };
    }
}
