package io.beemesh.agent.state;

import io.beemesh.agent.state.group.StateGroups;
import io.beemesh.raft.claims.ClaimStore;
import io.beemesh.raft.claims.Renewal;
import io.beemesh.raft.claims.Taking;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;

/** Claims in a group that may not be open here yet: until it is, nobody can say. */
record LateClaims(StateGroups groups, UUID group) implements ClaimStore {
    @Override
    public Taking take(String name, String holder, Duration life) {
        try {
            return groups.claims(group).take(name, holder, life);
        } catch (IOException e) {
            return new Taking.Unknown("the workload's group is not open on this host yet");
        }
    }

    @Override
    public Renewal renew(long lease) {
        try {
            return groups.claims(group).renew(lease);
        } catch (IOException e) {
            return Renewal.UNKNOWN;
        }
    }

    @Override
    public void giveBack(long lease) {
        try {
            groups.claims(group).giveBack(lease);
        } catch (IOException e) {
            // The group is closed here: the claim ends by itself.
        }
    }
}
