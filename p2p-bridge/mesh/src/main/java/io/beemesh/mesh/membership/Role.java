package io.beemesh.mesh.membership;

/** What a member is in the mesh. */
public enum Role {
    /** Runs pods. */
    HOST,

    /** Bridges a cluster to the mesh. */
    PROVIDER
}
