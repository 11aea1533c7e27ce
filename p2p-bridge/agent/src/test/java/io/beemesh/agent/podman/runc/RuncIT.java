package io.beemesh.agent.podman.runc;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerSpec;
import io.beemesh.agent.podman.ExecSession;
import io.beemesh.agent.podman.ExecSpec;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.podman.testing.PrivatePodman;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RuncIT {
    private static final PodKey POD = new PodKey("test", "runc");

    private static PrivatePodman real;
    private static String container;

    @TempDir
    Path logs;

    @BeforeAll
    static void start() throws Exception {
        real = PrivatePodman.start();
        real.podman().createPod(PodSpec.of(POD, "web-0"));
        container = real.podman()
                .createContainer(ContainerSpec.of(new ContainerKey(POD, "main", 0), PrivatePodman.BUSYBOX)
                        .withProgram(ContainerSpec.Program.of("sleep", "1000")));
        real.podman().start(container);
    }

    @AfterAll
    static void stop() throws Exception {
        real.close();
    }

    private ExecSession sh(Runc runc, String script) {
        return runc.exec(container, ExecSpec.of("sh", "-c", script)).orElseThrow();
    }

    private static String output(ExecSession session) throws Exception {
        var text = new ByteArrayOutputStream();
        for (ExecSession.Output out = session.read(); out != null; out = session.read()) {
            text.writeBytes(out.bytes());
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Test
    void commandMayWhatTheContainersOwnProcessMay() throws Exception {
        String differences = """
                for what in Uid Gid Groups CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Seccomp; do
                  [ "$(grep ^$what: /proc/1/status)" = "$(grep ^$what: /proc/self/status)" ] || echo $what
                done
                cmp /proc/1/cgroup /proc/self/cgroup; cmp /proc/1/limits /proc/self/limits; exit 7
                """;

        try (ExecSession session = sh(Runc.open(logs), differences)) {
            assertThat(output(session)).isEmpty();
            assertThat(session.await()).isEqualTo(new ExecSession.Ended(7));
        }
    }

    @Test
    void whatRuncSaysOfCommandThatCannotBeRunIsNoOutputOfIt() throws Exception {
        ExecSession session =
                Runc.open(logs).exec(container, ExecSpec.of("nope")).orElseThrow();

        assertThat(output(session)).isEmpty();
        String why = "exec failed: unable to start container process: exec: \"nope\": "
                + "executable file not found in $PATH";
        assertThat(session.await()).isEqualTo(new ExecSession.NotRun(127, why));
        session.close();
        assertThat(logs).isEmptyDirectory();
    }

    @Test
    void whatIsNotRuncsIsPodmans() throws Exception {
        Runc runc = Runc.open(logs);
        ExecSpec terminal = new ExecSpec(List.of("true"), true, true, true, true);

        assertThat(runc.exec(container, terminal)).isEmpty();
        assertThat(runc.exec("web", ExecSpec.of("true"))).isEmpty();
        assertThat(runc.exec("../runc/" + container, ExecSpec.of("true"))).isEmpty();
        assertThat(runc.exec("0".repeat(64), ExecSpec.of("true"))).isEmpty();
        assertThat(Runc.absent().exec(container, ExecSpec.of("true"))).isEmpty();
    }

    @Test
    void noMoreRunAtOnceThanMay() throws Exception {
        Runc runc = Runc.open(logs, 2);
        ExecSession first = sh(runc, "sleep 1000");
        ExecSession second = sh(runc, "sleep 1000");

        assertThat(runc.exec(container, ExecSpec.of("true"))).isEmpty();

        first.close();
        first.close();
        ExecSession third = sh(runc, "true");
        assertThat(runc.exec(container, ExecSpec.of("true"))).isEmpty();
        second.close();
        third.close();
    }

    @Test
    void commandThatIsLeftAtOnceDoesNotRunOn() throws Exception {
        Runc runc = Runc.open(logs);
        for (int i = 0; i < 10; i++) {
            sh(runc, "yes & exec sleep 4322").close();
        }

        try (ExecSession look = sh(runc, "ps | grep '[4]322'")) {
            assertThat(output(look)).isEmpty();
        }
        assertThat(logs).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec sleep 1000", "sleep 1000 & exit 0", "yes"})
    void whoReadsIsLetGoWhenTheSessionIsClosed(String script) throws Exception {
        ExecSession session = sh(Runc.open(logs), "echo begun; " + script);
        var begun = new CountDownLatch(1);
        var ended = new CompletableFuture<Void>();
        Thread.ofVirtual().start(() -> {
            try {
                for (var out = session.read(); out != null; out = session.read()) {
                    begun.countDown();
                }
                ended.complete(null);
            } catch (IOException e) {
                ended.completeExceptionally(e);
            }
        });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        session.close();

        assertThat(ended).succeedsWithin(20, TimeUnit.SECONDS);
        assertThat(logs).isEmptyDirectory();
    }
}
