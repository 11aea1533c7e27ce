package io.beemesh.mesh.membership;

import io.beemesh.libp2p.identity.PublicKey;

/**
 * Whom a peer believes.
 *
 * @param authority whose signature makes a member
 * @param mesh the mesh that records must name
 */
public record Trust(PublicKey authority, String mesh) {}
