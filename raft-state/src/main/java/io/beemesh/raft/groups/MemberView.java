package io.beemesh.raft.groups;

import io.beemesh.libp2p.identity.PeerId;
import java.util.Optional;

/**
 * A member of a group as another one knows it.
 *
 * @param progress how far it is; only the leader knows that of the others
 */
public record MemberView(PeerId host, Voice voice, Optional<Progress> progress) {}
