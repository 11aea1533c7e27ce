package io.beemesh.e2e.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.PortForward;
import io.beemesh.e2e.rig.Rig;
import io.beemesh.provider.kubelet.LogQuery;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kubectl} over WebSocket, its default, and over SPDY, what it spoke before and what the API server speaks. */
@OnRig(hosts = 0)
class KubeletIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int BIG_BYTES = 100_000_000;

    Kubectl kubectl;
    ServedNode node;

    @BeforeEach
    void start(Kubectl given, Rig rig) throws IOException {
        kubectl = way(rig, given);
        node = serve(kubectl);
        node.run("pod", "sh", "-c", "for i in 1 2 3; do echo line $i; done");
        node.run("endless", "sh", "-c", "while true; do echo tick; sleep 0.1; done");
    }

    /** The way to the API server. */
    Kubectl way(Rig rig, Kubectl direct) {
        return direct;
    }

    /** A node that this API server reaches. */
    ServedNode serve(Kubectl by) throws IOException {
        return ServedNode.start(by);
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void logsEndWithTheContainerAndCarryTheirOptions() {
        assertThat(kubectl.run("logs", "--follow", "--timestamps", "--tail=7", "--since=1m", "pod"))
                .isEqualTo("line 1\nline 2\nline 3\n");
        LogQuery query = node.pods().queries().getLast();
        assertThat(query.instance()).isEqualTo(LogQuery.Instance.LATEST_FOLLOWED);
        assertThat(query.timestamps()).isTrue();
        assertThat(query.range().tailLines()).hasValue(7);
        assertThat(query.range().since()).isPresent();
        assertThat(kubectl.attempt("logs", "--previous", "pod").errors())
                .contains("previous terminated container \"main\" in pod \"local\" not found");
    }

    @Test
    void logsEndOnTheHostWhenTheirReaderIsKilled() throws Exception {
        Process reader = start(true, "logs", "--follow", "endless");
        Process writer = node.pods().logs().poll(60, TimeUnit.SECONDS);
        assertThat(reader.inputReader().readLine()).isEqualTo("tick");

        reader.destroyForcibly();

        assertThat(writer.onExit().get(60, TimeUnit.SECONDS)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void execGivesOutputErrorsAndExitCode(boolean webSocket) {
        Command.Outcome outcome = exec(webSocket, "", "pod", "--", "sh", "-c", "echo out; echo err >&2; exit 3");

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.output()).isEqualTo("out\n");
        assertThat(outcome.errors()).contains("err\n").contains("command terminated with exit code 3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void execTakesInputAndItsEnd(boolean webSocket) {
        assertThat(exec(webSocket, "b\na\n", "-i", "pod", "--", "sort").output())
                .isEqualTo("a\nb\n");
        assertThat(exec(webSocket, "x".repeat(1_000_000), "-i", "pod", "--", "head", "-c", "3")
                        .output())
                .isEqualTo("xxx");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void execSaysWhatCannotBeRun(boolean webSocket) {
        Command.Outcome outcome = exec(webSocket, "", "pod", "--", "nosuch");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.errors()).contains("error executing command in container: exec: nosuch: not found");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void execGivesATerminalWithTheSizeOfOnesOwn(boolean webSocket) {
        String inner = String.join(" ", words("exec", "-it", "pod", "--", "sh -c 'tty; exit 5'"));
        Command terminal =
                new Command(List.of("script", "-qefc", "stty rows 33 cols 99; " + inner, "/dev/null"), over(webSocket));

        Command.Outcome outcome = terminal.attempt(LIMIT);

        assertThat(outcome.exitCode()).isEqualTo(5);
        assertThat(outcome.output()).contains("/dev/pts/");
        assertThat(node.pods().started().remove().sizes()).anyMatch(size -> size.columns() == 99 && size.rows() == 33);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void execCarriesAHundredMegabytesEachWay(boolean webSocket, @TempDir Path folder) throws IOException {
        Path blob = folder.resolve("blob");
        byte[] bytes = new byte[BIG_BYTES];
        new Random(42).nextBytes(bytes);
        Files.write(blob, bytes);
        String sum = shell(webSocket, "sha256sum < " + blob);
        String exec = String.join(" ", words("exec"));

        assertThat(shell(webSocket, exec + " pod -- cat " + blob + " | sha256sum"))
                .isEqualTo(sum);
        assertThat(shell(webSocket, exec + " -i pod -- sha256sum < " + blob)).isEqualTo(sum);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twentyRunAtOnce(boolean webSocket) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Command.Outcome>> runs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String script = "echo " + i + "; exit " + i;
                runs.add(CompletableFuture.supplyAsync(
                        () -> exec(webSocket, "", "pod", "--", "sh", "-c", script), threads));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(runs.get(i).join().exitCode()).isEqualTo(i);
                assertThat(runs.get(i).join().output()).isEqualTo(i + "\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void commandEndsWhenItsClientIsKilled(boolean webSocket) throws Exception {
        Process client = start(webSocket, "exec", "-i", "pod", "--", "sleep", "1000");
        var command = node.pods().started().poll(60, TimeUnit.SECONDS);

        client.destroyForcibly();

        assertThat(command.gone().get(60, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void attachShowsTheContainersOwnOutput() {
        assertThat(kubectl.run("attach", "pod")).contains("line 3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void portForwardAnswersFiftyAtOnceThatHaveSaidTheirLast(boolean webSocket) throws Exception {
        try (EchoServer pod = EchoServer.start();
                PortForward forward = PortForward.start(kubectl, "pod", pod.port(), webSocket)) {
            List<String> answers = forward.askAtOnce(50);

            for (int i = 0; i < 50; i++) {
                assertThat(answers.get(i)).isEqualTo("question " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void portForwardCarries64MebibytesEachWayAtOnce(boolean webSocket) throws Exception {
        try (EchoServer pod = EchoServer.start();
                PortForward forward = PortForward.start(kubectl, "pod", pod.port(), webSocket)) {
            forward.echo(64 << 20);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void portForwardTellsWhenNobodyListens(boolean webSocket) throws Exception {
        int nobody;
        try (EchoServer pod = EchoServer.start()) {
            nobody = pod.port();
        }
        try (PortForward forward = PortForward.start(kubectl, "pod", nobody, webSocket)) {
            try (Socket socket = forward.connect()) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            Eventually.within(LIMIT, () -> assertThat(forward.errors())
                    .contains("error forwarding port " + nobody + " to pod pod", "connection refused"));
        }
    }

    private Command.Outcome exec(boolean webSocket, String input, String... words) {
        List<String> all = words("exec");
        all.addAll(List.of(words));
        return new Command(all, over(webSocket)).attempt(LIMIT, input);
    }

    Process start(boolean webSocket, String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words(words));
        builder.environment().putAll(over(webSocket));
        return builder.start();
    }

    String shell(boolean webSocket, String line) {
        return new Command(List.of("bash", "-o", "pipefail", "-c", line), over(webSocket)).run(LIMIT);
    }

    private List<String> words(String... words) {
        List<String> all = new ArrayList<>(List.of(kubectl.program().toString(), "--namespace=" + kubectl.namespace()));
        all.addAll(List.of(words));
        return all;
    }

    private Map<String, String> over(boolean webSocket) {
        return Map.of(
                "KUBECONFIG", kubectl.kubeconfig().toString(),
                "KUBECTL_REMOTE_COMMAND_WEBSOCKETS", Boolean.toString(webSocket));
    }
}
