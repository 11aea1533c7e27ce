package io.beemesh.agent.podman.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResponseTest {

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String body(String response, AtomicInteger completions) throws IOException {
        InputStream in = in(response);
        ResponseHead head = ResponseHead.read(in);
        return new String(Body.of(head, in, completions::incrementAndGet).readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void headHasStatusAndHeadersWhoseCaseDoesNotCount() throws Exception {
        ResponseHead head = ResponseHead.read(in("HTTP/1.1 404 Not Found\r\nContent-Type: a/b\r\nX:1\nx: 2\r\n\r\n"));
        assertThat(head.status()).isEqualTo(404);
        assertThat(head.header("content-TYPE")).isEqualTo("a/b");
        assertThat(head.headers().get("X")).containsExactly("1", "2");
    }

    @Test
    void interimResponsesArePassedOver() throws Exception {
        assertThat(ResponseHead.read(in("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"))
                        .status())
                .isEqualTo(200);
        assertThat(ResponseHead.read(in("HTTP/1.1 101 UPGRADED\r\n\r\n")).status())
                .isEqualTo(101);
    }

    @Test
    void bodyOfAKnownLengthEndsThereAndFreesItsConnection() throws Exception {
        AtomicInteger completions = new AtomicInteger();
        assertThat(body("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1", completions))
                .isEqualTo("hello");
        assertThat(completions).hasValue(1);
        assertThat(body("HTTP/1.1 204 No Content\r\n\r\n", completions)).isEmpty();
        assertThat(completions).hasValue(2);
    }

    @Test
    void chunkedBodyIsJoinedAndFreesItsConnection() throws Exception {
        AtomicInteger completions = new AtomicInteger();
        String chunks = "5;x=y\r\nhello\r\nA\r\n, everyone\r\n0\r\nTrailer: x\r\n\r\n";
        assertThat(body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, completions))
                .isEqualTo("hello, everyone");
        assertThat(completions).hasValue(1);
    }

    @Test
    void bodyWithoutALengthEndsWithTheConnectionAndFreesNothing() throws Exception {
        AtomicInteger completions = new AtomicInteger();
        assertThat(body("HTTP/1.1 200 OK\r\n\r\nhello", completions)).isEqualTo("hello");
        assertThat(completions).hasValue(0);
    }

    @Test
    void cutBodiesAreErrors() {
        AtomicInteger completions = new AtomicInteger();
        assertThatThrownBy(() -> body("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", completions))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("4 bytes");
        assertThatThrownBy(() -> body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello", completions))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", completions))
                .isInstanceOf(EOFException.class);
        assertThat(completions).hasValue(0);
    }

    @Test
    void whatIsOverABoundOrNoHttpIsRefused() {
        String ok = "HTTP/1.1 200 OK\r\n";
        for (String bad : new String[] {
            "SSH-2.0-x\r\n\r\n",
            "HTTP/1.1 abc\r\n\r\n",
            ok + "no colon\r\n\r\n",
            ok + "X: " + "y".repeat(ResponseHead.LINE_BYTES_MAX) + "\r\n\r\n",
            ok + "X: y\r\n".repeat(ResponseHead.HEADERS_MAX + 1) + "\r\n",
            ok + "Content-Length: -1\r\n\r\n",
            ok + "Content-Length: 99999999999999999999\r\n\r\n",
            ok + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n",
            ok + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nhello\r\n",
            ok + "Transfer-Encoding: chunked\r\n\r\n" + "1".repeat(5000) + "\r\n",
        }) {
            assertThatThrownBy(() -> body(bad, new AtomicInteger()))
                    .as(bad.substring(0, Math.min(60, bad.length())))
                    .isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void garbageNeverHangsAndIsAtMostAnIoException() throws Exception {
        String valid =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n";
        Random random = new Random(42);
        int survived = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(valid);
            for (int changes = random.nextInt(4) + 1; changes > 0; changes--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> text.deleteCharAt(at);
                    default -> text.setLength(Math.max(5, at));
                }
            }
            try {
                assertThat(body(text.toString(), new AtomicInteger()).length()).isLessThan(valid.length());
                survived++;
            } catch (IOException e) {
                assertThat(e).isInstanceOfAny(ProtocolException.class, EOFException.class);
            }
        }
        assertThat(survived).isBetween(1, 19_999);
    }
}
