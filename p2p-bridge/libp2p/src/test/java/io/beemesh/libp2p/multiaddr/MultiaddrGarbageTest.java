package io.beemesh.libp2p.multiaddr;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.libp2p.testing.Garbage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MultiaddrGarbageTest {
    private static final PeerId PEER = KeyPair.ofSeed(new byte[32]).peerId();
    private static final Multiaddr VALID =
            Multiaddr.parse("/dns4/gateway.example/tcp/443/tls/ws").withPeer(PEER);

    @Test
    void refusesBytesThatItCouldNotWriteAgain() {
        Garbage.of(VALID.bytes(), 2).forEach(bytes -> {
            try {
                Multiaddr read = Multiaddr.ofBytes(bytes);
                assertThat(Multiaddr.ofBytes(read.bytes())).isEqualTo(read);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        });
    }

    @Test
    void refusesTextThatItCouldNotWriteAgain() {
        byte[] text = VALID.toString().getBytes(StandardCharsets.UTF_8);

        Garbage.of(text, 3)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .forEach(garbage -> {
                    try {
                        Multiaddr read = Multiaddr.parse(garbage);
                        assertThat(Multiaddr.parse(read.toString())).isEqualTo(read);
                    } catch (IllegalArgumentException e) {
                        assertThat(e).hasMessageNotContaining("null");
                    }
                });
    }

    @Test
    void refusesPeerIdsAndKeysThatItCouldNotWriteAgain() {
        Garbage.of(PEER.bytes(), 4).forEach(bytes -> {
            try {
                PeerId read = PeerId.ofMultihash(bytes);
                assertThat(PeerId.parse(read.toString())).isEqualTo(read);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        });
        Garbage.of(PEER.publicKey().orElseThrow().protobuf(), 5).forEach(bytes -> {
            try {
                PublicKey read = PublicKey.ofProtobuf(bytes);
                assertThat(PublicKey.ofProtobuf(read.protobuf())).isEqualTo(read);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        });
    }
}
