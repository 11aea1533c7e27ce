package io.beemesh.provider.resource.token;

import io.beemesh.provider.identity.KeptToken;
import java.time.Instant;
import java.util.List;

/** How a token fares that was asked for by a JoinToken. */
sealed interface TokenState {
    /**
     * Hosts may join with it.
     *
     * @param token what is kept of it
     * @param usedBy names of hosts that joined, peer ids of those without a name yet
     * @param secretName with the join command; empty if somebody deleted it
     */
    record Open(KeptToken token, List<String> usedBy, String secretName) implements TokenState {}

    /**
     * All its uses are used.
     *
     * @param token what is kept of it
     * @param usedBy as above
     */
    record UsedUp(KeptToken token, List<String> usedBy) implements TokenState {}

    /** Its time is over. */
    record Expired(Instant at, List<String> usedBy) implements TokenState {}

    /** Somebody deleted it, but not the JoinToken. */
    record Deleted(List<String> usedBy) implements TokenState {}

    /**
     * It was not issued.
     *
     * @param reason CamelCase
     * @param message what was found, what was expected, what to do
     */
    record NotIssued(String reason, String message) implements TokenState {}
}
