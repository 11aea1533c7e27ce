package io.beemesh.provider.kubelet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadReaderTest {

    @Test
    void readsPathQueryAndHeaders() throws IOException {
        RequestHead head = read("GET /exec/ns/my%2Dpod/c?command=ls&command=a%20b+c&tty HTTP/1.1\r\n"
                        + "Connection: keep-alive, Upgrade\r\nupgrade: SPDY/3.1\r\n\r\n")
                .orElseThrow();

        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.segments()).containsExactly("exec", "ns", "my-pod", "c");
        assertThat(head.query().all("command")).containsExactly("ls", "a b c");
        assertThat(head.query().first("tty")).contains("");
        assertThat(head.upgrade("SPDY/3.1")).isTrue();
        assertThat(head.upgrade("websocket")).isFalse();
    }

    @Test
    void leavesWhatFollowsTheHead() throws IOException {
        ByteArrayInputStream in = stream("GET / HTTP/1.1\r\n\r\nrest");

        assertThat(new HeadReader(in).read()).isPresent();

        assertThat(in.readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("rest");
    }

    @Test
    void isEmptyAtTheEnd() throws IOException {
        assertThat(read("")).isEmpty();
    }

    @Test
    void failsWhenTheHeadIsCutOff() {
        assertThatThrownBy(() -> read("GET / HTTP/1.1\r\nHost: a")).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/2.0|505",
                "GET /|400",
                "G(T / HTTP/1.1|400",
                "GET pods HTTP/1.1|400",
                "GET /a//b HTTP/1.1|400",
                "GET /a/../b HTTP/1.1|400",
                "GET /a/%2e%2e/b HTTP/1.1|400",
                "GET /a%2fb HTTP/1.1|400",
                "GET /a%zz HTTP/1.1|400",
                "GET /a%2 HTTP/1.1|400",
                "GET /a%ff HTTP/1.1|400",
                "GET /?a=%f HTTP/1.1|400",
            })
    void refusesABrokenRequestLine(String line, int status) {
        assertThatThrownBy(() -> read(line + "\r\n\r\n"))
                .isInstanceOfSatisfying(MalformedRequestException.class, e -> assertThat(e.status())
                        .isEqualTo(status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no colon", ": empty", "a b: c", " folded: x", "a: \u0001", "a: \u007f"})
    void refusesABrokenHeader(String header) {
        assertThatThrownBy(() -> read("GET / HTTP/1.1\r\n" + header + "\r\n\r\n"))
                .isInstanceOfSatisfying(MalformedRequestException.class, e -> assertThat(e.status())
                        .isEqualTo(400));
    }

    @Test
    void boundsTheHeadAndItsFields() {
        String longValue = "a: " + "x".repeat(HeadReader.HEAD_BYTES_MAX);
        assertThatThrownBy(() -> read("GET / HTTP/1.1\r\n" + longValue + "\r\n\r\n"))
                .isInstanceOfSatisfying(MalformedRequestException.class, e -> assertThat(e.status())
                        .isEqualTo(431));
        assertThatThrownBy(() -> read("GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(129) + "\r\n"))
                .isInstanceOfSatisfying(MalformedRequestException.class, e -> assertThat(e.status())
                        .isEqualTo(431));
    }

    @Test
    void takesOrRefusesWhateverComes() {
        Random random = new Random(7);
        String valid = "GET /containerLogs/ns/pod/c?follow=true&tailLines=%31 HTTP/1.1\r\nHost: a\r\nAccept: b\r\n\r\n";
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = valid.getBytes(StandardCharsets.ISO_8859_1);
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length;
            try {
                new HeadReader(new ByteArrayInputStream(bytes, 0, length))
                        .read()
                        .ifPresent(head -> {
                            assertThat(head.segments()).noneMatch(segment -> segment.isEmpty() || segment.equals(".."));
                            assertThat(head.method()).isNotEmpty();
                        });
            } catch (MalformedRequestException e) {
                assertThat(e.status()).isBetween(400, 505);
            } catch (IOException e) {
                assertThat(e).isInstanceOf(EOFException.class);
            }
        }
    }

    private static Optional<RequestHead> read(String text) throws IOException {
        return new HeadReader(stream(text)).read();
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
