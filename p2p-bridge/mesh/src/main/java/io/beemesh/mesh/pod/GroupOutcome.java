package io.beemesh.mesh.pod;

import io.beemesh.mesh.wire.GroupState;

/** What came of telling a host who the members of a group are to be. */
public sealed interface GroupOutcome {
    /** The host noted it, also for after a restart; so the group looks from there. */
    record Noted(GroupState state) implements GroupOutcome {}

    /** The host refused, or nobody knows whether it noted it; telling it again is safe. */
    record Unreachable(String message) implements GroupOutcome {}
}
