package io.beemesh.raft;

import io.beemesh.raft.testing.Libp2pWire;
import io.beemesh.raft.testing.Wire;

/** Over libp2p's memory transport. */
class MemoryGroupTest extends StreamGroupContract {
    @Override
    Wire wire() {
        return Libp2pWire.inMemory();
    }
}
