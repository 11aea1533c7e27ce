package io.beemesh.libp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.protobuf.ProtoWriter;
import io.beemesh.libp2p.security.HandshakeException;
import io.beemesh.libp2p.testing.Garbage;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoiseHandshakeTest {
    private static final byte[] NOTHING = {};
    private static final byte[] NO_PROLOGUE = {};

    private static byte[] counting(int from) {
        byte[] bytes = new byte[32];
        IntStream.range(0, 32).forEach(i -> bytes[i] = (byte) (from + i));
        return bytes;
    }

    private static NoiseHandshake side(int staticFrom, int ephemeralFrom, byte[] payload) {
        NoiseKey own = new NoiseKey(counting(staticFrom));
        return new NoiseHandshake(own, new NoiseKey(counting(ephemeralFrom)), payload, NO_PROLOGUE);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** The vector that flynn/noise, which go-libp2p uses, has for Noise_XX_25519_ChaChaPoly_SHA256 without payloads. */
    @Test
    void sendsTheBytesOfTheVector() throws IOException {
        NoiseHandshake initiator = side(0x00, 0x20, NOTHING);
        NoiseHandshake responder = side(0x01, 0x41, NOTHING);

        byte[] first = initiator.first();
        assertThat(hex(first)).isEqualTo("358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254");
        byte[] initiatorsKey = responder.readFirst(first);
        byte[] second = responder.second(initiatorsKey);
        assertThat(hex(second))
                .isEqualTo("64b101b1d0be5a8704bd078f9895001fc03e8e9f9522f188dd128d9846d48466"
                        + "3414af878d3e46a2f58911a816d6e8346d4ea17a6f2a0bb4ef4ed56c133cff45"
                        + "60a34e36ea82109f26cf2e5a5caf992b608d55c747f615e5a3425a7a19eefb8f");
        byte[] third = initiator.third(initiator.readSecond(second).ephemeral());
        assertThat(hex(third))
                .isEqualTo("87f864c11ba449f46a0a4f4e2eacbb7b0457784f4fca1937f572c93603e9c4d9"
                        + "7e5ea11b16f3968710b23a3be3202dc1b5e1ce3c963347491e74f5c0768a9b42");
        responder.readThird(third, initiatorsKey);

        assertThat(initiator.state().hash()).isEqualTo(responder.state().hash());
        assertThat(sealed(initiator.state().split()[0], "79656c6c6f777375626d6172696e65"))
                .isEqualTo("a52ef02ba60e12696d1d6b9ef4245c88fca757b6134ad6e76b56e310a6adf6");
        assertThat(sealed(responder.state().split()[1], "7375626d6172696e6579656c6c6f77"))
                .isEqualTo("2445aa438ebd649281c636cc7269ca82f1d9023d72520943aeabf909cdf521");
    }

    private static String sealed(NoiseCipher cipher, String plainHex) throws IOException {
        byte[] plain = HexFormat.of().parseHex(plainHex);
        byte[] sealed = new byte[plain.length + NoiseCipher.TAG_BYTES];
        cipher.encrypt(NOTHING, new NoiseCipher.Slice(plain, 0, plain.length), sealed, 0);
        return hex(sealed);
    }

    @Test
    void believesOnlyASignatureOverTheStaticKeyThatWasUsed() throws HandshakeException {
        KeyPair identity = KeyPair.generate();
        byte[] key = counting(1);
        NoisePayload payload = NoisePayload.decode(NoisePayload.encode(identity, key, List.of("/yamux/1.0.0")));

        assertThat(payload.proven(key)).isEqualTo(identity.peerId());
        assertThat(payload.muxers()).containsExactly("/yamux/1.0.0");
        assertThatThrownBy(() -> payload.proven(counting(2)))
                .isInstanceOf(HandshakeException.class)
                .hasMessageContaining(identity.peerId().toString());
    }

    @Test
    void believesNobodyWhoSignedWithAnotherKey() throws HandshakeException {
        KeyPair honest = KeyPair.generate();
        byte[] key = counting(1);
        byte[] forged = new ProtoWriter()
                .bytes(1, honest.publicKey().protobuf())
                .bytes(2, KeyPair.generate().sign(key))
                .toByteArray();

        assertThatThrownBy(() -> NoisePayload.decode(forged).proven(key)).isInstanceOf(HandshakeException.class);
        assertThatThrownBy(() -> NoisePayload.decode(NOTHING).proven(key)).isInstanceOf(HandshakeException.class);
    }

    @Test
    void refusesAKeyOfLowOrder() {
        NoiseKey key = new NoiseKey(new SecureRandom());

        assertThatThrownBy(() -> key.agree(new byte[32])).isInstanceOf(HandshakeException.class);
    }

    @Test
    void refusesMessagesThatWereChanged() throws IOException {
        byte[] payload = NoisePayload.encode(KeyPair.generate(), counting(0), List.of("/yamux/1.0.0"));
        NoiseHandshake responder = side(0x01, 0x41, payload);
        byte[] second =
                responder.second(responder.readFirst(side(0x00, 0x20, payload).first()));

        Garbage.of(second, 7).limit(2000).forEach(garbage -> {
            NoiseHandshake initiator = side(0x00, 0x20, payload);
            try {
                initiator.first();
                initiator.readSecond(garbage);
                assertThat(garbage).startsWith(second).hasSize(second.length);
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith("noise: ");
            }
        });
    }

    @Test
    void refusesPayloadsThatAreNoMessages() {
        byte[] payload = NoisePayload.encode(KeyPair.generate(), counting(0), List.of("/yamux/1.0.0"));

        Garbage.of(payload, 8).forEach(garbage -> {
            try {
                assertThat(NoisePayload.decode(garbage).muxers()).hasSizeLessThanOrEqualTo(32);
            } catch (HandshakeException e) {
                assertThat(e).hasMessageStartingWith("noise: ");
            }
        });
    }
}
