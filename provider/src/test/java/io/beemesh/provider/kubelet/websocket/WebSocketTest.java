package io.beemesh.provider.kubelet.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.Query;
import io.beemesh.provider.kubelet.http.RequestHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Examples marked so are those of RFC 6455. */
class WebSocketTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Test
    void readsTheSpecificationsMaskedText() throws IOException {
        assertThat(text(socket("818537fa213d7f9f4d5158").next())).isEqualTo("Hello");
    }

    @Test
    void joinsFragmentsAndAnswersAPingBetweenThem() throws IOException {
        WebSocket socket = socket(masked(0x01, "Hel") + masked(0x89, "ping") + masked(0x80, "lo"));

        assertThat(text(socket.next())).isEqualTo("Hello");
        assertThat(HexFormat.of().formatHex(sent.toByteArray())).isEqualTo("8a0470696e67");
    }

    @Test
    void answersACloseWithItsCode() throws IOException {
        WebSocket socket = socket("8882" + "00000000" + "03e9");

        assertThat(socket.next()).isEmpty();
        assertThat(HexFormat.of().formatHex(sent.toByteArray())).isEqualTo("880203e9");
    }

    @Test
    void sendsLengthsInTheirShortestForm() throws IOException {
        WebSocket socket = socket("");
        socket.sendText(ByteBuffer.wrap("Hello".getBytes(StandardCharsets.UTF_8)));
        assertThat(HexFormat.of().formatHex(sent.toByteArray())).isEqualTo("810548656c6c6f");
        sent.reset();
        socket.sendBinary(ByteBuffer.allocate(256));
        assertThat(HexFormat.of().formatHex(sent.toByteArray()))
                .startsWith("827e0100")
                .hasSize(520);
        sent.reset();
        socket.sendBinary(ByteBuffer.allocate(65_536));
        assertThat(HexFormat.of().formatHex(sent.toByteArray())).startsWith("827f0000000000010000");
    }

    @Test
    void sendsNothingAfterItsClose() throws IOException {
        WebSocket socket = socket("");
        socket.close();
        socket.close();
        socket.sendBinary(ByteBuffer.allocate(3));

        assertThat(HexFormat.of().formatHex(sent.toByteArray())).isEqualTo("880203e8");
    }

    @Test
    void refusesWhatAClientMayNotSend() {
        assertRefused("810548656c6c6f", 1002); // not masked
        assertRefused("c18000000000", 1002); // reserved bit
        assertRefused("838000000000", 1002); // reserved opcode
        assertRefused("098000000000", 1002); // fragmented ping
        assertRefused("80" + "80" + "00000000", 1002); // continues nothing
        assertRefused(masked(0x01, "a") + masked(0x81, "b"), 1002); // another message within one
        assertRefused("82ff" + "7fffffffffffffff" + "00000000", 1009); // claims more than is borne
        assertRefused("82ff" + "ffffffffffffffff" + "00000000", 1009);
    }

    @Test
    void endsOrFailsOnWhateverComes() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 2 && random.nextBoolean()) {
                bytes[0] = (byte) (random.nextInt(4) << 7 | random.nextInt(11));
                bytes[1] = (byte) (0x80 | random.nextInt(20));
            }
            WebSocket socket = new WebSocket(new ByteArrayInputStream(bytes), sent);
            try {
                int messages = 0;
                while (socket.next().isPresent()) {
                    messages++;
                }
                assertThat(messages).isLessThan(bytes.length + 1);
            } catch (WebSocketException e) {
                assertThat(e.code()).isIn(1002, 1009);
            } catch (IOException e) {
                assertThat(e).isInstanceOf(EOFException.class);
            }
            sent.reset();
        }
    }

    @Test
    void acceptsTheSpecificationsHandshake() {
        Headers asked = handshake("13").with("Sec-WebSocket-Protocol", "chat, v5.channel.k8s.io,v4.channel.k8s.io");

        WebSocketHandshake.Result result =
                WebSocketHandshake.judge(head(asked), List.of("v4.channel.k8s.io", "v5.channel.k8s.io"));

        assertThat(result).isInstanceOfSatisfying(WebSocketHandshake.Accepted.class, accepted -> {
            assertThat(accepted.protocol()).isEqualTo("v5.channel.k8s.io");
            assertThat(accepted.headers().first("Sec-WebSocket-Accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(accepted.headers().first("Sec-WebSocket-Protocol")).contains("v5.channel.k8s.io");
        });
    }

    @Test
    void rejectsAnotherVersionProtocolOrNoKey() {
        List<String> supported = List.of("v5.channel.k8s.io");
        assertThat(WebSocketHandshake.judge(head(handshake("8")), supported))
                .isInstanceOf(WebSocketHandshake.Rejected.class);
        assertThat(WebSocketHandshake.judge(head(Headers.NONE), supported))
                .isInstanceOf(WebSocketHandshake.Rejected.class);
        assertThat(WebSocketHandshake.judge(head(handshake("13").with("Sec-WebSocket-Protocol", "chat")), supported))
                .isInstanceOfSatisfying(WebSocketHandshake.Rejected.class, rejected -> assertThat(rejected.status())
                        .isEqualTo(403));
    }

    private void assertRefused(String hex, int code) {
        sent.reset();
        assertThatThrownBy(() -> socket(hex).next())
                .isInstanceOfSatisfying(
                        WebSocketException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(HexFormat.of().formatHex(sent.toByteArray())).isEqualTo("8802%04x".formatted(code));
    }

    private WebSocket socket(String hex) {
        return new WebSocket(new ByteArrayInputStream(HexFormat.of().parseHex(hex)), sent);
    }

    private static String masked(int head, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return "%02x%02x00000000".formatted(head, 0x80 | bytes.length)
                + HexFormat.of().formatHex(bytes);
    }

    private static String text(Optional<ByteBuffer> message) {
        return StandardCharsets.UTF_8.decode(message.orElseThrow()).toString();
    }

    private static Headers handshake(String version) {
        return Headers.NONE
                .with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .with("Sec-WebSocket-Version", version);
    }

    private static RequestHead head(Headers headers) {
        return new RequestHead("GET", List.of("exec"), Query.NONE, headers);
    }
}
