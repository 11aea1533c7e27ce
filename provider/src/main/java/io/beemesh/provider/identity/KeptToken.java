package io.beemesh.provider.identity;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.enrol.Secret;
import io.beemesh.mesh.enrol.TokenHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is kept of a join token: all but its secret.
 *
 * @param id that the token's text begins with
 * @param hash of its secret
 * @param usesLeft how many more hosts may join with it
 * @param expires the first instant at which it is no good
 * @param labels that each host gets which joins with it
 * @param usedBy the hosts that joined with it
 */
public record KeptToken(
        String id, TokenHash hash, int usesLeft, Instant expires, Map<String, String> labels, List<PeerId> usedBy) {
    /** Keeps copies. */
    public KeptToken {
        labels = Map.copyOf(labels);
        usedBy = List.copyOf(usedBy);
    }

    /** Whether the secret is the token's. */
    public boolean matches(Secret secret) {
        return hash.matches(secret);
    }

    /** The token after a host joined with it. */
    KeptToken usedOnceMoreBy(PeerId peer) {
        List<PeerId> all = new ArrayList<>(usedBy);
        all.add(peer);
        return new KeptToken(id, hash, usesLeft - 1, expires, labels, all);
    }
}
