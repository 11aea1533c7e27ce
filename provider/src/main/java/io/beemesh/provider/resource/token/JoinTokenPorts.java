package io.beemesh.provider.resource.token;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.identity.JoinCommands;
import io.beemesh.provider.identity.JoinTokens;
import io.beemesh.provider.kube.event.ObjectEvents;
import java.util.Optional;

/**
 * What JoinTokens rest on.
 *
 * @param tokens that hosts join with
 * @param commands that join hosts
 * @param names of hosts
 * @param events of JoinTokens
 */
public record JoinTokenPorts(JoinTokens tokens, JoinCommands commands, Names names, ObjectEvents events) {
    /** What hosts are called. */
    @FunctionalInterface
    public interface Names {
        /** The name of a host; empty if it has none yet, or none any more. Returns at once. */
        Optional<String> of(PeerId peer);
    }
}
