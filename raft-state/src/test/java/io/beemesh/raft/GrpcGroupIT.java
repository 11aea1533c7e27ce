package io.beemesh.raft;

import io.beemesh.raft.testing.GrpcWire;
import io.beemesh.raft.testing.Wire;

/** Over Ratis' own gRPC: what holds there must hold over streams too. */
class GrpcGroupIT extends GroupContract {
    @Override
    Wire wire() {
        return new GrpcWire();
    }
}
