package io.beemesh.agent.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerSpec;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.podman.testing.FakePodman;
import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.mesh.wire.ExecRequest;
import io.beemesh.mesh.wire.StreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which container a command runs in. */
class PodmanSessionsTest {
    private static final PodKey POD = new PodKey("c1", "u-web");

    private final FakePodman podman = new FakePodman();
    private String status = "{}";

    @Test
    void doesNotAskForAContainerThatIsReportedToRun() throws Exception {
        String id = started(0);
        report(id);

        assertThat(exec()).isInstanceOf(ExecOutcome.Opened.class);

        assertThat(podman.looks()).isEmpty();
        assertThat(podman.calls()).contains("exec " + id);
    }

    @Test
    void findsTheNextRunThatIsNotReportedYet() throws Exception {
        String first = started(0);
        report(first);
        podman.exit(first, 1);
        String next = started(1);

        assertThat(exec()).isInstanceOf(ExecOutcome.Opened.class);

        assertThat(podman.calls()).contains("exec " + next);
    }

    @Test
    void refusesACommandWhereNothingRuns() throws Exception {
        String only = started(0);
        report(only);
        podman.exit(only, 1);

        assertThat(exec()).isInstanceOf(ExecOutcome.Refused.class);
    }

    private String started(int attempt) throws Exception {
        podman.createPod(PodSpec.of(POD, "web"));
        String id = podman.createContainer(ContainerSpec.of(new ContainerKey(POD, "web", attempt), "busybox")
                .withProgram(ContainerSpec.Program.of("sleep")));
        podman.start(id);
        return id;
    }

    private void report(String id) {
        status = "{\"containerStatuses\":[{\"name\":\"web\",\"containerID\":\"podman://" + id
                + "\",\"state\":{\"running\":{\"startedAt\":\"2026-11-01T11:00:00Z\"}}}]}";
    }

    private ExecOutcome exec() throws Exception {
        try (PodmanSessions sessions =
                new PodmanSessions(podman, pod -> Optional.of(status.getBytes(StandardCharsets.UTF_8)))) {
            return sessions.exec(StreamRequest.newBuilder()
                    .setClusterId(POD.cluster())
                    .setPodUid(POD.uid())
                    .setContainer("web")
                    .setExec(ExecRequest.newBuilder().addCommand("true"))
                    .build());
        }
    }
}
