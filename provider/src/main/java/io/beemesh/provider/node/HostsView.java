package io.beemesh.provider.node;

import java.util.List;

/** What the node is told of the hosts of its mesh. */
@FunctionalInterface
public interface HostsView {
    /** Every host that is known, attached or not; a copy, made at once. */
    List<MeshHost> hosts();
}
