package io.beemesh.mesh;

import io.beemesh.libp2p.Protocol;

/** The protocols that peers of a mesh speak; the number at the end grows when bytes change their meaning. */
public final class Protocols {
    /** A host exchanges a token for a membership record. */
    public static final Protocol ENROL = new Protocol("/beemesh/enrol/1");

    /** A host stays attached to a provider. */
    public static final Protocol ATTACH = new Protocol("/beemesh/attach/1");

    /** A provider asks a host to run and to stop pods. */
    public static final Protocol POD = new Protocol("/beemesh/pod/1");

    /** A provider reads logs of a container, speaks with a process in it, or connects to a port of its pod. */
    public static final Protocol STREAM = new Protocol("/beemesh/stream/1");

    /** A provider asks a host what it and its pods use. */
    public static final Protocol USAGE = new Protocol("/beemesh/usage/1");

    /** The members of a stateful workload's group keep its state together. */
    public static final Protocol RAFT = new Protocol("/beemesh/raft/1");

    private Protocols() {}
}
