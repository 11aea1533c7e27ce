package io.beemesh.libp2p.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.testing.Garbage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufTest {
    @ParameterizedTest
    @CsvSource({
        "0,00",
        "1,01",
        "127,7f",
        "128,8001",
        "255,ff01",
        "300,ac02",
        "16384,808001",
        "9223372036854775807,ffffffffffffffff7f"
    })
    void writesTheShortestVarint(long value, String hex) {
        assertThat(HexFormat.of().formatHex(Varint.encode(value))).isEqualTo(hex);
        assertThat(Varint.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "8000", "ff00", "ffffffffffffffffff01", "808080808080808080"})
    void refusesAVarintThatIsCutOrTooLong(String hex) {
        ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(hex));

        assertThatThrownBy(() -> Varint.read(in)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsALengthAndNothingBehindIt() throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[] {(byte) 0xac, 2, 77});

        assertThat(Varint.readLength(in, 300)).isEqualTo(300);
        assertThat(in.read()).isEqualTo(77);
        assertThat(Varint.readLength(in, 300)).isEqualTo(-1);
    }

    @Test
    void refusesALengthOverItsLimit() {
        assertThatThrownBy(() -> Varint.readLength(stream("ac02"), 299)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> Varint.readLength(stream("7f"), 126)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> Varint.readLength(stream("ffffffffffff7f"), Integer.MAX_VALUE))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> Varint.readLength(stream("ac"), 299)).isInstanceOf(EOFException.class);
    }

    private static ByteArrayInputStream stream(String hex) {
        return new ByteArrayInputStream(HexFormat.of().parseHex(hex));
    }

    @Test
    void readsWhatItWrote() {
        byte[] message = new ProtoWriter()
                .varint(1, 9)
                .text(2, "two")
                .bytes(3, new byte[] {3})
                .toByteArray();

        ProtoReader in = new ProtoReader(message);

        assertThat(in.next()).isTrue();
        assertThat(in.varint()).isEqualTo(9);
        assertThat(in.next()).isTrue();
        assertThat(in.field()).isEqualTo(2);
        assertThat(in.next()).as("field 2 is skipped").isTrue();
        assertThat(in.bytes()).containsExactly(3);
        assertThat(in.next()).isFalse();
    }

    @Test
    void endsOrRefusesWhateverItIsGiven() {
        byte[] valid = new ProtoWriter()
                .varint(1, 300)
                .text(2, "some text")
                .bytes(1000, new byte[40])
                .toByteArray();

        Garbage.of(valid, 1).forEach(ProtobufTest::readAll);
    }

    private static void readAll(byte[] message) {
        try {
            ProtoReader in = new ProtoReader(message);
            while (in.next()) {
                if (in.field() == 2) {
                    in.text();
                } else if (in.field() == 1) {
                    in.varint();
                }
            }
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(protobuf|varint): .*");
        }
    }
}
