package io.beemesh.mesh.pod;

import com.google.protobuf.ByteString;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.mesh.wire.RunPod;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A pod's order with the signature of the mesh's authority, so that a host believes it from whomever it has it: all of
 * it but what differs from host to host, the attempt and the revision. Pure.
 */
public final class SignedOrder {
    private static final byte[] DOMAIN = "beemesh-run-pod:".getBytes(StandardCharsets.US_ASCII);

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

    /** The bytes that a signature covers: the domain keeps it from counting as a signature of anything else. */
    private static byte[] signed(RunPod order) {
        byte[] covered = order.toBuilder()
                .clearAuthoritySignature()
                .clearAttempt()
                .clearRevision()
                .build()
                .toByteArray();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(DOMAIN.length + covered.length);
        bytes.writeBytes(DOMAIN);
        bytes.writeBytes(covered);
        return bytes.toByteArray();
    }
}
