package io.beemesh.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.PortForward;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kubectl port-forward} to a pod on an edge host: port 8080 echoes, port 8081 never stops to talk. */
@OnRig
class PortForwardIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private Kubectl kubectl;

    @BeforeEach
    void run(Kubectl cluster) {
        kubectl = cluster;
        kubectl.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: ports}
                spec:
                  nodeSelector: {beemesh.io/mesh: default}
                  tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: echo, image: "busybox:1", command: [nc, -ll, -p, "8080", -e, cat]}
                  - {name: flood, image: "busybox:1", command: [nc, -ll, -p, "8081", -e, cat, /dev/zero]}
                """);
        kubectl.awaitCondition("pod/ports", "Ready");
        try (PortForward forward = PortForward.start(kubectl, "ports", 8080, true)) {
            assertThat(forward.ask("ready")).isEqualTo("ready");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersFiftyAtOnceThatHaveSaidTheirLast(boolean webSocket) throws Exception {
        try (PortForward forward = PortForward.start(kubectl, "ports", 8080, webSocket)) {
            List<String> answers = forward.askAtOnce(50);

            for (int i = 0; i < 50; i++) {
                assertThat(answers.get(i)).isEqualTo("question " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void carries64MebibytesEachWayAtOnce(boolean webSocket) throws Exception {
        try (PortForward forward = PortForward.start(kubectl, "ports", 8080, webSocket)) {
            forward.echo(64 << 20);
        }
    }

    @Test
    void readersThatDoNotReadHoldUpNobodyElse() throws Exception {
        List<Socket> stuck = new ArrayList<>();
        try (PortForward flood = PortForward.start(kubectl, "ports", 8081, true);
                PortForward echo = PortForward.start(kubectl, "ports", 8080, true)) {
            stuck.add(flood.connect());
            stuck.getFirst().getInputStream().skipNBytes(8 << 20);
            for (int i = 0; i < 8; i++) {
                stuck.add(flood.connect());
            }

            echo.echo(16 << 20);
        } finally {
            for (Socket socket : stuck) {
                socket.close();
            }
        }
    }

    @Test
    void tellsWhenNobodyListens() throws Exception {
        try (PortForward forward = PortForward.start(kubectl, "ports", 9999, true)) {
            assertThat(forward.ask("anybody?")).isEmpty();

            Eventually.within(SOON, () -> assertThat(forward.errors())
                    .contains("error forwarding port 9999 to pod ports_" + kubectl.namespace() + ", uid ")
                    .contains("IPv4: dial tcp4 127.0.0.1:9999: connect: connection refused"));
        }
    }

    @Test
    void endsWithItsPod() throws Exception {
        try (PortForward forward = PortForward.start(kubectl, "ports", 8081, true);
                Socket socket = forward.connect()) {
            socket.getInputStream().skipNBytes(1 << 20);

            kubectl.run("delete", "pod", "ports");

            readToEnd(socket);
            try (Socket late = forward.connect()) {
                assertThat(late.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(forward.awaitEnd(SOON)).isEqualTo(1);
            assertThat(forward.errors()).contains("lost connection to pod");
        }
    }

    private static void readToEnd(Socket socket) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        while (socket.getInputStream().read(buffer) >= 0) {
            // what was under way
        }
    }
}
