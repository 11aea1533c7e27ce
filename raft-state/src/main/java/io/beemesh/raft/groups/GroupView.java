package io.beemesh.raft.groups;

import io.beemesh.libp2p.identity.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a group looks to its member on this host.
 *
 * @param term counts the elections that it knows of
 * @param leader who leads, as far as it knows
 * @param committed the last entry that a quorum has
 * @param applied the last entry that its state has
 * @param members the current ones, in an order of no meaning
 * @param quorumAge how long ago this member is known to have been in touch with a quorum, by a clock that only goes
 *     on: a leader, when it sent what a majority has answered; another one, when it sent the leader a question that
 *     this answered after it had made sure of its quorum, which it does twice within the time in which a leader is
 *     lost. Empty if it has not been since this host started: nobody knows for how long before. A host that has been
 *     without a quorum for too long gives up what only one may do
 */
public record GroupView(
        long term,
        Optional<PeerId> leader,
        long committed,
        long applied,
        List<MemberView> members,
        Optional<Duration> quorumAge) {
    /** Whether there was a quorum within a time, say that of an election. */
    public boolean hasQuorum(Duration within) {
        return quorumAge.isPresent() && quorumAge.orElseThrow().compareTo(within) <= 0;
    }
}
