package io.beemesh.agent.pods.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.spec.Probe;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Asks as Go does: what a server saw of a kubelet on the twin. */
class HttpQuestionTest {

    private static List<String> lines(String... headers) {
        List<Probe.Header> all = Stream.of(headers)
                .map(header -> header.split("=", 2))
                .map(parts -> new Probe.Header(parts[0], parts[1]))
                .toList();
        String text = new HttpQuestion("http", "10.1.2.3", 8080, "/a?b=c", all, "probe").text();
        assertThat(text).endsWith("\r\nConnection: close\r\n\r\n").startsWith("GET /a?b=c HTTP/1.1\r\n");
        List<String> lines = text.lines().toList();
        return lines.subList(1, lines.size() - 2);
    }

    @Test
    void ownHeadersComeFirstAndThoseOfThePodByName() {
        assertThat(lines("x-two=2", "x-one=1", "X-ONE=b"))
                .containsExactly(
                        "Host: 10.1.2.3:8080",
                        "User-Agent: kube-probe/1.36",
                        "Accept: */*",
                        "X-One: 1",
                        "X-One: b",
                        "X-Two: 2");
    }

    @Test
    void thePodMayReplaceThem() {
        assertThat(lines("host=there", "user-agent=me", "accept=text/html"))
                .containsExactly("Host: there", "User-Agent: me", "Accept: text/html");
    }

    @Test
    void anEmptyOneIsNone() {
        assertThat(lines("Host=", "User-Agent=", "Accept=")).containsExactly("Host: 10.1.2.3:8080");
    }
}
