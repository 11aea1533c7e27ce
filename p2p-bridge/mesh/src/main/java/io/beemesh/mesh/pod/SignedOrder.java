package io.beemesh.mesh.pod;

import com.google.protobuf.ByteString;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.libp2p.identity.SigningDomain;
import io.beemesh.mesh.wire.RunPod;

/**
 * A pod's order with the signature of the mesh's authority, so that a host believes it from whomever it has it: all of
 * it but what differs from host to host, the attempt and the revision. Pure.
 */
public final class SignedOrder {
    private static final SigningDomain DOMAIN = new SigningDomain("beemesh-run-pod:");

    private SignedOrder() {}

    /** An order, signed. */
    public static RunPod sign(RunPod order, KeyPair authority) {
        return order.toBuilder()
                .setAuthoritySignature(ByteString.copyFrom(authority.sign(signed(order))))
                .build();
    }

    /** Whether an authority signed an order. */
    public static boolean isBy(PublicKey authority, RunPod order) {
        return authority.verify(signed(order), order.getAuthoritySignature().toByteArray());
    }

    /** The bytes that an order's signature covers. */
    private static byte[] signed(RunPod order) {
        return DOMAIN.signed(order.toBuilder()
                .clearAuthoritySignature()
                .clearAttempt()
                .clearRevision()
                .build()
                .toByteArray());
    }
}
