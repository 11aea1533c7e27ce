package io.beemesh.agent.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerSpec;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.podman.testing.PrivatePodman;
import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.session.port.PortConnection;
import io.beemesh.mesh.wire.ForwardRequest;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports of a pod whose network is Podman's. */
@Timeout(60)
class PodPortsIT {
    private static PrivatePodman real;

    private final PodKey pod = new PodKey("test", UUID.randomUUID().toString());
    private PodmanSessions sessions;

    @BeforeAll
    static void start() throws Exception {
        real = PrivatePodman.startWithOwnNetworks();
    }

    @AfterAll
    static void stop() throws Exception {
        real.close();
    }

    @BeforeEach
    void open() throws Exception {
        sessions = new PodmanSessions(real.podman(), key -> Optional.empty());
        real.podman().createPod(PodSpec.of(pod, "web-0"));
    }

    @AfterEach
    void close() throws Exception {
        sessions.close();
        real.podman().removePod(pod.podName());
    }

    private ForwardOutcome connect(int port) throws Exception {
        return sessions.forward(StreamRequest.newBuilder()
                .setClusterId(pod.cluster())
                .setPodUid(pod.uid())
                .setForward(ForwardRequest.newBuilder().setPort(port))
                .build());
    }

    /** Runs a listener in the pod; returns when it listens. */
    private void listen(String... command) throws Exception {
        ContainerSpec spec = ContainerSpec.of(new ContainerKey(pod, "main", 0), PrivatePodman.BUSYBOX)
                .withProgram(ContainerSpec.Program.of(command));
        real.podman().startPod(pod.podName());
        real.podman().start(real.podman().createContainer(spec));
        ForwardOutcome outcome = connect(8080);
        while (outcome instanceof ForwardOutcome.Refused) {
            outcome = connect(8080);
        }
        ((ForwardOutcome.Opened) outcome).connection().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "[::1]:8080", "8080"})
    void reachesWhatListensOnTheLoopbackOfThePod(String address) throws Exception {
        listen("httpd", "-f", "-p", address);

        try (PortConnection connection = ((ForwardOutcome.Opened) connect(8080)).connection()) {
            connection.out().write("GET /nosuch HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            connection.out().close();
            assertThat(connection.in().readAllBytes()).asString().contains("404 Not Found");
        }
    }

    @Test
    void refusesAsContainerdDoes() throws Exception {
        real.podman().startPod(pod.podName());

        assertThat(connect(9999)).isInstanceOfSatisfying(ForwardOutcome.Refused.class, refused -> {
            assertThat(refused.result()).isEqualTo(StreamOpening.Result.FAILED);
            assertThat(refused.message())
                    .matches("failed to execute portforward in network namespace \"/proc/[0-9]+/ns/net\": "
                            + "failed to connect to localhost:9999 inside namespace \"" + pod.uid() + "\", "
                            + "IPv4: dial tcp4 127.0.0.1:9999: connect: connection refused "
                            + "IPv6 dial tcp6 \\[::1]:9999: connect: connection refused");
        });
    }

    @Test
    void refusesAPodThatIsNotUpOrNotThere() throws Exception {
        assertThat(connect(80))
                .isEqualTo(new ForwardOutcome.Refused(
                        StreamOpening.Result.NOT_RUNNING, "the network of pod \"" + pod.uid() + "\" is not up"));
        real.podman().removePod(pod.podName());
        assertThat(connect(80))
                .isEqualTo(new ForwardOutcome.Refused(
                        StreamOpening.Result.NOT_FOUND, "pod \"" + pod.uid() + "\" not found"));
        assertThat(connect(65_536))
                .isEqualTo(
                        new ForwardOutcome.Refused(StreamOpening.Result.INVALID, "port 65536 (expected: 1 to 65535)"));
    }

    @Test
    void aConnectionEndsWithItsPod() throws Exception {
        listen("nc", "-ll", "-p", "8080", "-e", "cat");
        PortConnection connection = ((ForwardOutcome.Opened) connect(8080)).connection();
        connection.out().write("up\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader reader = new BufferedReader(new InputStreamReader(connection.in(), StandardCharsets.US_ASCII));
        assertThat(reader.readLine()).isEqualTo("up");

        real.podman().removePod(pod.podName());

        assertThat(reader.read()).isEqualTo(-1);
        connection.close();
    }
}
