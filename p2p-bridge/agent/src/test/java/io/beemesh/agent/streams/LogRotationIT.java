package io.beemesh.agent.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.AttachSpec;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerSpec;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.podman.testing.PrivatePodman;
import io.beemesh.agent.rotation.LogFiles;
import io.beemesh.agent.rotation.LogRotation;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.mesh.session.LogsOutcome;
import io.beemesh.mesh.wire.LogsRequest;
import io.beemesh.mesh.wire.StreamRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container that writes as fast as it can, far more than a log may hold. */
@Timeout(120)
class LogRotationIT {
    private static final long LOG_BYTES_MAX = 10 << 20;
    private static final int LINES = 1_400_000;
    private static final AttachSpec STDIN = new AttachSpec(true, false, false);

    private final PodKey pod = new PodKey("test", UUID.randomUUID().toString());

    @Test
    void fillsNoDiskAndLosesNoLine() throws Exception {
        Set<String> running = ConcurrentHashMap.newKeySet();
        try (PrivatePodman real = PrivatePodman.start();
                LogRotation rotation = LogRotation.start(() -> running, real.podman());
                PodmanSessions sessions = new PodmanSessions(real.podman(), key -> Optional.empty())) {
            real.podman().createPod(PodSpec.of(pod, "web-0"));
            String id = start(real, "echo ready; read -r go; seq 1 " + LINES);
            Path log = Path.of(real.podman().inspect(id).log());
            running.add(id);
            rotation.changed();
            Eventually.succeeds(
                    () -> assertThat(log.resolveSibling("ctr.log.1")).exists());
            List<Long> seen;
            try (BufferedReader lines = follow(sessions)) {
                assertThat(lines.readLine()).isEqualTo("ready");
                try (var session = real.podman().attach(id, STDIN)) {
                    session.stdin().write("go\n".getBytes(StandardCharsets.UTF_8));
                    session.stdin().flush();
                    seen = lines.lines().map(Long::parseLong).toList();
                }
            }

            assertThat(seen).isEqualTo(LongStream.rangeClosed(1, LINES).boxed().toList());
            assertThat(tail(sessions, 3)).containsExactly(LINES - 2L, LINES - 1L, (long) LINES);
            Eventually.succeeds(() -> assertThat(names(log))
                    .as("five files of the kubelet's, and the second name of the current one")
                    .hasSize(LogFiles.FILES_MAX + 1)
                    .filteredOn(name -> name.endsWith(".gz"))
                    .hasSize(LogFiles.FILES_MAX - 2));
            assertThat(new LogFiles(log).use())
                    .returns(LogFiles.FILES_MAX, LogFiles.Use::files)
                    .satisfies(use -> assertThat(use.bytes()).isLessThan(LogFiles.FILES_MAX * LOG_BYTES_MAX));
            real.podman().removePod(pod.podName());
            assertThat(log.getParent()).as("goes with the container").doesNotExist();
        }
    }

    private String start(PrivatePodman real, String script) throws IOException {
        ContainerSpec spec = ContainerSpec.of(new ContainerKey(pod, "main", 0), PrivatePodman.BUSYBOX)
                .withProgram(ContainerSpec.Program.of("sh", "-c", script)
                        .withConsole(new ContainerSpec.Console(false, true, true)));
        String id = real.podman().createContainer(spec);
        real.podman().start(id);
        return id;
    }

    private BufferedReader follow(PodmanSessions sessions) throws IOException {
        return open(sessions, LogsRequest.newBuilder().setFollow(true));
    }

    private List<Long> tail(PodmanSessions sessions, int lines) throws IOException {
        try (BufferedReader log = open(sessions, LogsRequest.newBuilder().setTailLines(lines))) {
            return log.lines().map(Long::parseLong).toList();
        }
    }

    private BufferedReader open(PodmanSessions sessions, LogsRequest.Builder logs) throws IOException {
        StreamRequest request = StreamRequest.newBuilder()
                .setClusterId(pod.cluster())
                .setPodUid(pod.uid())
                .setContainer("main")
                .setLogs(logs)
                .build();
        if (sessions.logs(request) instanceof LogsOutcome.Opened opened) {
            return new BufferedReader(new InputStreamReader(opened.log(), StandardCharsets.UTF_8));
        }
        throw new AssertionError("no log");
    }

    private static List<String> names(Path log) throws IOException {
        try (Stream<Path> files = Files.list(Objects.requireNonNull(log.getParent()))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith("ctr.log"))
                    .toList();
        }
    }
}
