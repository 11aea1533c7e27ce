package io.beemesh.mesh.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.mesh.wire.RunPod;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SignedOrderTest {
    private static final KeyPair AUTHORITY = KeyPair.generate();
    private static final RunPod ORDER = RunPod.newBuilder()
            .setClusterId("cluster")
            .setUid("uid")
            .setAttempt(1)
            .setRevision(7)
            .setPodJson(ByteString.copyFromUtf8("{}"))
            .setStateGroup("group")
            .putAllServiceEnvironment(new TreeMap<>(Map.of("A_PORT", "1", "B_PORT", "2", "Z_PORT", "3")))
            .build();

    @Test
    void countsAfterItsWayAndForAnotherAttempt() throws InvalidProtocolBufferException {
        RunPod signed = SignedOrder.sign(ORDER, AUTHORITY);

        RunPod received = RunPod.parseFrom(signed.toByteArray());
        RunPod next = received.toBuilder().setAttempt(2).setRevision(9).build();

        assertThat(SignedOrder.isBy(AUTHORITY.publicKey(), received)).isTrue();
        assertThat(SignedOrder.isBy(AUTHORITY.publicKey(), RunPod.parseFrom(next.toByteArray())))
                .isTrue();
    }

    @Test
    void countsWithAFieldThatThisReleaseDoesNotKnow() throws InvalidProtocolBufferException {
        byte[] later = {(byte) 0xba, 0x01, 1, 'x'}; // field 23
        RunPod order = ORDER.toBuilder().mergeFrom(later).build();

        RunPod received = RunPod.parseFrom(SignedOrder.sign(order, AUTHORITY).toByteArray());

        assertThat(SignedOrder.isBy(AUTHORITY.publicKey(), received)).isTrue();
        assertThat(SignedOrder.isBy(
                        AUTHORITY.publicKey(),
                        received.toBuilder().mergeFrom(later).build()))
                .as("one more was added on the way")
                .isFalse();
    }

    @Test
    void doesNotCountForAnythingElse() {
        RunPod signed = SignedOrder.sign(ORDER, AUTHORITY);

        assertThat(SignedOrder.isBy(AUTHORITY.publicKey(), ORDER)).isFalse();
        assertThat(SignedOrder.isBy(KeyPair.generate().publicKey(), signed)).isFalse();
        assertThat(SignedOrder.isBy(
                        AUTHORITY.publicKey(),
                        signed.toBuilder().setStateGroup("another").build()))
                .isFalse();
        assertThat(SignedOrder.isBy(
                        AUTHORITY.publicKey(),
                        signed.toBuilder()
                                .setPodJson(ByteString.copyFromUtf8("{ }"))
                                .build()))
                .isFalse();
    }
}
