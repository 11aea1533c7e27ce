package io.beemesh.provider.tunnel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden bytes were written by remotedialer v0.6.0-rc.1 itself. */
class MessageCodecTest {
    private static final int GARBAGE = 20_000;

    static Stream<Arguments> golden() {
        return Stream.of(
                Arguments.of(2, new TunnelMessage.Data(2, text("hi")), "040402b0ea016869"),
                Arguments.of(
                        1,
                        new TunnelMessage.Connect(2, "tcp/127.0.0.1:10250"),
                        "020404b0ea017463702f3132372e302e302e313a3130323530"),
                Arguments.of(3, new TunnelMessage.Fault(2, "EOF"), "060406454f46"),
                Arguments.of(5, new TunnelMessage.Pause(2), "0a040c"),
                Arguments.of(6, new TunnelMessage.Resume(2), "0c040e"),
                Arguments.of(7, new TunnelMessage.Other(0, 8), "0e0010"),
                Arguments.of(-1, new TunnelMessage.Pause(300), "01d8040c"),
                Arguments.of(Long.MAX_VALUE, new TunnelMessage.Resume(2), "feffffffffffffffff01040e"));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void writesAndReadsTheGoldenBytes(long id, TunnelMessage message, String hex) throws Exception {
        assertThat(hex(MessageCodec.encode(id, message))).isEqualTo(hex);
        assertThat(MessageCodec.decode(bytes(hex))).isEqualTo(message);
    }

    @Test
    void readsOverTheBodyOfAMessageThatMeansNothingHere() throws Exception {
        assertThat(MessageCodec.decode(bytes("0e001002000000000000000300000000000000")))
                .isEqualTo(new TunnelMessage.Other(0, 8));
    }

    @ParameterizedTest
    @CsvSource({
        "'', does not end",
        "04, does not end",
        "0404, does not end",
        "040402, does not end",
        "040402b0ea, does not end",
        "808080808080808080, does not end",
        "feffffffffffffffff03040c, more than 64 bits",
        "ffffffffffffffffffff01, more than 64 bits"
    })
    void refusesAHeadThatCannotBeRead(String hex, String why) {
        assertThatThrownBy(() -> MessageCodec.decode(bytes(hex)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(why);
    }

    @Test
    void givesBackWhatItWroteWhateverTheNumbers() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            byte[] body = new byte[random.nextInt(100)];
            random.nextBytes(body);
            TunnelMessage data = new TunnelMessage.Data(number, ByteBuffer.wrap(body));

            ByteBuffer written = MessageCodec.encode(random.nextLong(), data);

            assertThat(MessageCodec.decode(written)).isEqualTo(data);
        }
    }

    @Test
    void readsGarbageAsAMessageOrRefusesItAndTakesNoMoreThanItWasGiven() {
        Random random = new Random(42);
        int refused = 0;
        for (int i = 0; i < GARBAGE; i++) {
            byte[] garbage = new byte[random.nextInt(64)];
            random.nextBytes(garbage);
            refused += isRefused(ByteBuffer.wrap(garbage)) ? 1 : 0;
        }
        assertThat(refused).isBetween(1, GARBAGE - 1);
    }

    @Test
    void readsMessagesWithAnyByteChangedOrCutOff() {
        Random random = new Random(1);
        byte[] whole = HexFormat.of().parseHex("020404b0ea017463702f3132372e302e302e313a3130323530");
        for (int i = 0; i < GARBAGE; i++) {
            byte[] spoilt = whole.clone();
            spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
            boolean refused = isRefused(ByteBuffer.wrap(spoilt, 0, random.nextInt(spoilt.length + 1)));
            assertThat(refused).isIn(true, false);
        }
    }

    @Test
    void looksAtNoMoreOfATextThanItsBound() throws Exception {
        String address = "tcp/" + "x".repeat(1_000_000);

        TunnelMessage read = MessageCodec.decode(MessageCodec.encode(1, new TunnelMessage.Connect(2, address)));

        assertThat(read).isEqualTo(new TunnelMessage.Connect(2, address.substring(0, MessageCodec.TEXT_BYTES_MAX)));
    }

    @Test
    void sendsNoMoreOfAReasonThanIsRead() throws Exception {
        ByteBuffer written = MessageCodec.encode(1, new TunnelMessage.Fault(2, "é".repeat(1000)));

        assertThat(written.remaining()).isEqualTo(3 + MessageCodec.REASON_BYTES_MAX);
        assertThat(MessageCodec.decode(written)).isEqualTo(new TunnelMessage.Fault(2, "é".repeat(50)));
    }

    @Test
    void leavesTheBytesThatItIsGivenAsTheyAre() throws Exception {
        ByteBuffer bytes = text("hello").position(1);

        MessageCodec.encode(1, new TunnelMessage.Data(2, bytes));

        assertThat(bytes.remaining()).isEqualTo(4);
        var read = (TunnelMessage.Data) MessageCodec.decode(bytes("040402b0ea016869"));
        assertThat(read.bytes().isReadOnly()).isTrue();
    }

    private static boolean isRefused(ByteBuffer payload) {
        int given = payload.remaining();
        try {
            if (MessageCodec.decode(payload) instanceof TunnelMessage.Data(long number, ByteBuffer bytes)) {
                assertThat(bytes.remaining()).isLessThan(given);
            }
            return false;
        } catch (MalformedMessageException e) {
            return true;
        }
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static String hex(ByteBuffer buffer) {
        byte[] all = new byte[buffer.remaining()];
        buffer.duplicate().get(all);
        return HexFormat.of().formatHex(all);
    }
}
