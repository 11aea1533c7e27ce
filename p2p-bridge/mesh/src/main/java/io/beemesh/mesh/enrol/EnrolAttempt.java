package io.beemesh.mesh.enrol;

import io.beemesh.libp2p.identity.PeerId;

/**
 * A host asks to become a member. The peer is proven, all else is what it claims.
 *
 * @param peer who asks
 * @param token what it shows
 * @param wish how it would like to be called; a name that is a DNS label and labels that Kubernetes would take
 */
public record EnrolAttempt(PeerId peer, ShownToken token, Wish wish) {
    /**
     * The part of a token that goes over the wire. Its text form tells nothing of the secret.
     *
     * @param id which token
     * @param secret to be compared by {@link TokenHash#matches}
     */
    public record ShownToken(String id, Secret secret) {}
}
