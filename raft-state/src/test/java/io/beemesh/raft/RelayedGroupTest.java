package io.beemesh.raft;

import io.beemesh.raft.testing.RelayedWire;
import io.beemesh.raft.testing.Wire;
import java.io.IOException;

/** Over circuits, between hosts that nobody can dial. */
class RelayedGroupTest extends StreamGroupContract {
    @Override
    Wire wire() throws IOException {
        return new RelayedWire();
    }
}
