package io.beemesh.agent.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerSpec;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.podman.testing.PrivatePodman;
import io.beemesh.mesh.session.ExecEnd;
import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.mesh.session.ExecSession;
import io.beemesh.mesh.session.LogsOutcome;
import io.beemesh.mesh.session.OutputSink;
import io.beemesh.mesh.session.TerminalSize;
import io.beemesh.mesh.wire.AttachRequest;
import io.beemesh.mesh.wire.ExecRequest;
import io.beemesh.mesh.wire.LogsRequest;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PodmanSessionsIT {

    private static PrivatePodman real;

    private final PodKey pod = new PodKey("test", UUID.randomUUID().toString());
    private PodmanSessions sessions;
    private Optional<byte[]> status = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        real = PrivatePodman.start();
    }

    @AfterAll
    static void stop() throws Exception {
        real.close();
    }

    @BeforeEach
    void open() throws Exception {
        sessions = new PodmanSessions(real.podman(), key -> status);
        real.podman().createPod(PodSpec.of(pod, "web-0"));
    }

    @AfterEach
    void close() throws Exception {
        sessions.close();
        real.podman().removePod(pod.podName());
    }

    private String run(int attempt, ContainerSpec.Console console, String script) throws Exception {
        ContainerSpec spec = ContainerSpec.of(new ContainerKey(pod, "main", attempt), PrivatePodman.BUSYBOX)
                .withProgram(ContainerSpec.Program.of("sh", "-c", script).withConsole(console));
        String id = real.podman().createContainer(spec);
        real.podman().start(id);
        return id;
    }

    private String run(String script) throws Exception {
        return run(0, ContainerSpec.Console.NONE, script);
    }

    private StreamRequest.Builder request() {
        return StreamRequest.newBuilder()
                .setClusterId(pod.cluster())
                .setPodUid(pod.uid())
                .setContainer("main");
    }

    private InputStream open(LogsRequest.Builder logs) throws Exception {
        LogsOutcome outcome = sessions.logs(request().setLogs(logs).build());
        assertThat(outcome).isInstanceOf(LogsOutcome.Opened.class);
        return ((LogsOutcome.Opened) outcome).log();
    }

    private String text(LogsRequest.Builder logs) throws Exception {
        try (InputStream log = open(logs)) {
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private ExecSession open(ExecRequest.Builder exec) throws Exception {
        ExecOutcome outcome = sessions.exec(request().setExec(exec).build());
        assertThat(outcome).isInstanceOf(ExecOutcome.Opened.class);
        return ((ExecOutcome.Opened) outcome).session();
    }

    private static ExecRequest.Builder sh(String script) {
        return ExecRequest.newBuilder()
                .addAllCommand(List.of("sh", "-c", script))
                .setStdout(true)
                .setStderr(true);
    }

    @Test
    void logIsWholeAndInOrder() throws Exception {
        real.podman().await(run("for i in 1 2 3; do echo line $i; done; echo oops >&2; printf end"));
        assertThat(text(LogsRequest.newBuilder()))
                .startsWith("line 1\nline 2\nline 3\n")
                .contains("oops\n")
                .contains("end");
    }

    @Test
    void tailLimitAndStreamsChooseParts() throws Exception {
        real.podman().await(run("seq 1 1000; echo oops >&2"));
        assertThat(text(LogsRequest.newBuilder().setTailLines(0))).isEmpty();
        assertThat(text(LogsRequest.newBuilder().setTailLines(5000)).lines()).hasSize(1001);
        assertThat(text(LogsRequest.newBuilder().setStdout(true).setTailLines(4))
                        .lines())
                .endsWith("1000")
                .hasSizeBetween(3, 4);
        assertThat(text(LogsRequest.newBuilder().setStdout(true).setLimitBytes(6)))
                .isEqualTo("1\n2\n3\n");
        assertThat(text(LogsRequest.newBuilder().setStderr(true))).isEqualTo("oops\n");
    }

    @Test
    void timestampsAreRfc3339WithNanosecondsAndSinceGoesByThem() throws Exception {
        real.podman().await(run("echo one; sleep 0.3; echo two"));
        List<String> lines =
                text(LogsRequest.newBuilder().setTimestamps(true)).lines().toList();
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line)
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}(Z|[+-]\\d\\d:\\d\\d) (one|two)"));
        Instant second = Instant.parse(lines.get(1).split(" ")[0]);
        assertThat(text(LogsRequest.newBuilder()
                        .setSinceMs(second.minusMillis(100).toEpochMilli())))
                .isEqualTo("two\n");
    }

    @Test
    void longLineIsOneLine() throws Exception {
        real.podman().await(run("head -c 100000 /dev/zero | tr '\\0' x; echo; echo next"));
        assertThat(text(LogsRequest.newBuilder())).isEqualTo("x".repeat(100_000) + "\nnext\n");
    }

    @Test
    void followerSeesLinesAsTheyComeAndEndsWithTheContainer() throws Exception {
        run("echo ready; sleep 1; echo done");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(open(LogsRequest.newBuilder().setFollow(true)), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("ready");
            assertThat(lines.readLine()).isEqualTo("done");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void followerSeesWhatIsWrittenWhileItWaits() throws Exception {
        String id = run("while true; do sleep 0.2; echo tick; done");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(open(LogsRequest.newBuilder().setFollow(true)), StandardCharsets.UTF_8))) {
            for (int i = 0; i < 5; i++) {
                assertThat(lines.readLine()).isEqualTo("tick");
            }
            real.podman().kill(id, "KILL");
            assertThat(lines.lines()).hasSizeLessThan(20);
        }
    }

    @Test
    void closingEndsAFollowerThatWaits() throws Exception {
        run("echo ready; sleep 100");
        InputStream log = open(LogsRequest.newBuilder().setFollow(true));
        assertThat(new String(log.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("ready\n");
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                read.complete(log.read());
            } catch (IOException e) {
                read.complete(-2);
            }
        });
        log.close();
        assertThat(read.get(10, TimeUnit.SECONDS)).isNegative();
    }

    @Test
    void followerThatNeverReadsBlocksNobody() throws Exception {
        run("while true; do head -c 10000 /dev/zero | tr '\\0' x; echo; done");
        try (InputStream idle = open(LogsRequest.newBuilder().setFollow(true));
                InputStream busy = open(LogsRequest.newBuilder().setFollow(true))) {
            assertThat(idle.read()).isEqualTo('x');
            assertThat(busy.readNBytes(5_000_000)).hasSize(5_000_000);
        }
    }

    @Test
    void previousIsWhatTheStatusCallsTheLastState() throws Exception {
        String first = run(0, ContainerSpec.Console.NONE, "echo first");
        real.podman().await(first);
        assertThat(sessions.logs(request()
                        .setLogs(LogsRequest.newBuilder().setPrevious(true))
                        .build()))
                .isInstanceOfSatisfying(LogsOutcome.Refused.class, no -> assertThat(no.message())
                        .startsWith("previous terminated container \"main\""));
        String second = run(1, ContainerSpec.Console.NONE, "echo second");
        real.podman().await(second);
        assertThat(text(LogsRequest.newBuilder())).isEqualTo("second\n");
        status = lastState(first);
        assertThat(text(LogsRequest.newBuilder().setPrevious(true))).isEqualTo("first\n");
        status = lastState(second); // as in a CrashLoopBackOff
        assertThat(text(LogsRequest.newBuilder().setPrevious(true))).isEqualTo("second\n");
    }

    private static Optional<byte[]> lastState(String id) {
        String json = """
                {"containerStatuses": [
                  {"name": "other", "lastState": {}},
                  {"name": "main", "lastState": {"terminated": {"containerID": "podman://%s"}}}]}
                """.formatted(id);
        return Optional.of(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void execSplitsOutputsAndGivesTheExitCode() throws Exception {
        run("sleep 100");
        Sink sink = new Sink();
        try (ExecSession session = open(sh("echo out; echo err >&2; exit 7"))) {
            assertThat(session.pump(sink)).isEqualTo(new ExecEnd.Exited(7));
        }
        assertThat(sink.out.toString(StandardCharsets.UTF_8)).isEqualTo("out\n");
        assertThat(sink.err.toString(StandardCharsets.UTF_8)).isEqualTo("err\n");
    }

    @Test
    void execPassesOnAMegabyteOfInputAndItsEnd() throws Exception {
        run("sleep 100");
        Sink sink = new Sink();
        try (ExecSession session = open(sh("wc -c").setStdin(true))) {
            Thread.ofVirtual().start(() -> {
                try (var stdin = session.stdin()) {
                    stdin.write(new byte[1 << 20]);
                } catch (IOException e) {
                    sink.err.writeBytes(e.toString().getBytes(StandardCharsets.UTF_8));
                }
            });
            assertThat(session.pump(sink)).isEqualTo(new ExecEnd.Exited(0));
        }
        assertThat(sink.out.toString(StandardCharsets.UTF_8).strip()).isEqualTo("1048576");
    }

    @Test
    void terminalHasItsSize() throws Exception {
        run("sleep 100");
        Sink sink = new Sink();
        try (ExecSession session =
                open(sh("read go; stty size; exit 3").setStdin(true).setTty(true))) {
            session.resize(new TerminalSize(123, 45));
            session.stdin().write("\n".getBytes(StandardCharsets.UTF_8));
            assertThat(session.pump(sink)).isEqualTo(new ExecEnd.Exited(3));
        }
        assertThat(sink.out.toString(StandardCharsets.UTF_8)).contains("45 123");
    }

    @Test
    void commandThatDoesNotExistFailsWithTheRuntimesWords() throws Exception {
        run("sleep 100");
        for (boolean tty : new boolean[] {false, true}) {
            Sink sink = new Sink();
            try (ExecSession session = open(ExecRequest.newBuilder()
                    .addCommand("nope")
                    .setStdout(true)
                    .setStderr(!tty)
                    .setTty(tty))) {
                assertThat(session.pump(sink))
                        .isInstanceOfSatisfying(ExecEnd.Failed.class, failed -> assertThat(failed.message())
                                .contains("exec: \"nope\": executable file not found in $PATH"));
            }
            assertThat(sink.out.size() + sink.err.size()).isZero();
        }
    }

    @Test
    void execedProcessIsKilledWhenTheClientGoes() throws Exception {
        run("sleep 100");
        ExecSession session = open(sh("echo begun; exec sleep 4321"));
        CompletableFuture<String> begun = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                session.pump(new Sink() {
                    @Override
                    public void stdout(byte[] buffer, int offset, int length) {
                        begun.complete(new String(buffer, offset, length, StandardCharsets.UTF_8));
                    }
                });
            } catch (IOException e) {
                begun.complete("");
            }
        });
        assertThat(begun.get(20, TimeUnit.SECONDS)).isEqualTo("begun\n");
        session.close();
        Sink sink = new Sink();
        try (ExecSession look =
                open(sh("for i in $(seq 1 50); do ps | grep -q '[4]321' || break; sleep 0.1; done; ps"))) {
            look.pump(sink);
        }
        assertThat(sink.out.toString(StandardCharsets.UTF_8))
                .contains("sleep 100")
                .doesNotContain("4321");
    }

    @Test
    void execWhereNothingRunsIsRefused() throws Exception {
        real.podman().await(run("true"));
        assertThat(sessions.exec(request().setExec(sh("true")).build()))
                .isInstanceOfSatisfying(ExecOutcome.Refused.class, no -> assertThat(no.result())
                        .isEqualTo(StreamOpening.Result.NOT_RUNNING));
        assertThat(sessions.exec(
                        request().setContainer("other").setExec(sh("true")).build()))
                .isInstanceOfSatisfying(ExecOutcome.Refused.class, no -> assertThat(no.result())
                        .isEqualTo(StreamOpening.Result.NOT_FOUND));
    }

    @Test
    void attachJoinsTheMainProcess() throws Exception {
        run(0, new ContainerSpec.Console(false, true, true), "read line; echo got $line; exit 5");
        Sink sink = new Sink();
        ExecOutcome outcome = sessions.exec(request()
                .setAttach(AttachRequest.newBuilder()
                        .setStdin(true)
                        .setStdout(true)
                        .setStderr(true))
                .build());
        try (ExecSession session = ((ExecOutcome.Opened) outcome).session()) {
            session.stdin().write("hello\n".getBytes(StandardCharsets.UTF_8));
            assertThat(session.pump(sink)).isEqualTo(new ExecEnd.Exited(0));
        }
        assertThat(sink.out.toString(StandardCharsets.UTF_8)).isEqualTo("got hello\n");
    }

    private static class Sink implements OutputSink {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();

        @Override
        public void stdout(byte[] buffer, int offset, int length) {
            out.write(buffer, offset, length);
        }

        @Override
        public void stderr(byte[] buffer, int offset, int length) {
            err.write(buffer, offset, length);
        }
    }
}
