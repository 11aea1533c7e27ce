package io.beemesh.raft.groups;

import io.beemesh.libp2p.identity.PeerId;
import java.time.Instant;

/**
 * A host that is a member of a group, or is to be one.
 *
 * @param aliveSince since when it has been alive, as far as the mesh knows: the longer, the rather it leads
 */
public record GroupMember(PeerId host, Instant aliveSince, Voice voice) {
    /** A voter. */
    public GroupMember(PeerId host, Instant aliveSince) {
        this(host, aliveSince, Voice.VOTER);
    }

    /** One that votes. */
    public static GroupMember voter(PeerId host, Instant aliveSince) {
        return new GroupMember(host, aliveSince, Voice.VOTER);
    }

    /** One that only learns. */
    public static GroupMember learner(PeerId host, Instant aliveSince) {
        return new GroupMember(host, aliveSince, Voice.LEARNER);
    }
}
