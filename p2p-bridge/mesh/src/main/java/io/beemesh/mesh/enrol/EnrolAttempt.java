package io.beemesh.mesh.enrol;

import io.beemesh.libp2p.identity.PeerId;
import java.util.Map;
import java.util.Optional;

/**
 * A host asks to become a member. The peer is proven, all else is what it claims.
 *
 * @param peer who asks
 * @param token what it shows
 * @param name the name that it wishes for, a DNS label; empty leaves the choice to the redeemer
 * @param labels the labels that it wishes for, valid in Kubernetes' syntax
 */
public record EnrolAttempt(PeerId peer, ShownToken token, Optional<String> name, Map<String, String> labels) {
    /** Copies what may change. */
    public EnrolAttempt {
        labels = Map.copyOf(labels);
    }

    /**
     * The part of a token that goes over the wire. Its text form tells nothing of the secret.
     *
     * @param id which token
     * @param secret to be compared by {@link TokenHash#matches}
     */
    public record ShownToken(String id, Secret secret) {}
}
