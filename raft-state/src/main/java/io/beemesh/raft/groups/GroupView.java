package io.beemesh.raft.groups;

import io.beemesh.libp2p.identity.PeerId;
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
 */
public record GroupView(long term, Optional<PeerId> leader, long committed, long applied, List<PeerId> members) {}
