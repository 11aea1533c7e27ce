package io.beemesh.libp2p.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors are those of the libp2p specs, peer-ids/peer-ids.md. */
class PeerIdTest {
    private static final String SPEC_PRIVATE_KEY =
            "080112407e0830617c4a7de83925dfb2694556b12936c477a0e1feb2e148ec9da60fee7d"
                    + "1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";
    private static final String SPEC_PUBLIC_KEY =
            "080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";

    @Test
    void makesTheSpecificationsPublicKeyOfItsSeed() {
        byte[] seed = HexFormat.of().parseHex(SPEC_PRIVATE_KEY.substring(8, 72));

        assertThat(HexFormat.of().formatHex(KeyPair.ofSeed(seed).publicKey().protobuf()))
                .isEqualTo(SPEC_PUBLIC_KEY);
    }

    @Test
    void namesAnEd25519PeerByItsKey() {
        PublicKey key = PublicKey.ofProtobuf(HexFormat.of().parseHex(SPEC_PUBLIC_KEY));

        PeerId id = PeerId.of(key);

        assertThat(HexFormat.of().formatHex(id.bytes())).isEqualTo("0024" + SPEC_PUBLIC_KEY);
        assertThat(id.publicKey()).contains(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA",
                "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N",
                "bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe",
            })
    void readsEveryTextFormOfAPeer(String text) {
        PeerId id = PeerId.parse(text);

        assertThat(PeerId.parse(id.toString())).isEqualTo(id);
        assertThat(PeerId.parse(id.base32())).isEqualTo(id);
        assertThat(PeerId.parse(id.base36())).isEqualTo(id);
        assertThat(PeerId.ofMultihash(id.bytes())).isEqualTo(id).hasSameHashCodeAs(id);
    }

    @Test
    void knowsThatTheFormsOfTheSpecificationAreOnePeer() {
        assertThat(PeerId.parse("bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe"))
                .hasToString("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "x", "Qm0", "b", "k51", "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5S"})
    void refusesTextThatIsNoPeer(String text) {
        assertThatThrownBy(() -> PeerId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hashesAKeyThatIsTooLongToBeAnId() {
        PublicKey key = new OtherKey(0, new byte[300]);

        PeerId id = PeerId.of(key);

        assertThat(id.toString()).startsWith("Qm");
        assertThat(id.publicKey()).isEmpty();
        assertThat(PublicKey.ofProtobuf(key.protobuf())).isEqualTo(key);
    }

    @Test
    void provesWhoSigned() {
        KeyPair pair = KeyPair.generate();
        byte[] data = "what is said".getBytes(StandardCharsets.UTF_8);

        byte[] signature = pair.sign(data);

        assertThat(pair.publicKey().verify(data, signature)).isTrue();
        assertThat(pair.publicKey().verify(new byte[3], signature)).isFalse();
        assertThat(KeyPair.generate().publicKey().verify(data, signature)).isFalse();
        assertThat(pair.publicKey().verify(data, new byte[3])).isFalse();
    }
}
