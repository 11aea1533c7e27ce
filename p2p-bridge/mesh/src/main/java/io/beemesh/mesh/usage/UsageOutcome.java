package io.beemesh.mesh.usage;

import io.beemesh.mesh.wire.HostUsage;

/** What came of asking a host. */
public sealed interface UsageOutcome {
    /** It measured. */
    record Measured(HostUsage usage) implements UsageOutcome {}

    /**
     * It did not answer, not in time, or not by what it uses.
     *
     * @param message why, a sentence of at most 4,096 characters
     */
    record Unanswered(String message) implements UsageOutcome {}
}
