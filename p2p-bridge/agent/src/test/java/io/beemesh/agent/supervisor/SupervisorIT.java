package io.beemesh.agent.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.agent.supervisor.testing.NotifyListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // what is only open while a test runs
class SupervisorIT {
    private static final long PID = 42;
    private static final String QUICK_MICROS = "400000";

    @TempDir
    Path folder;

    @Test
    void tellsThatItIsReadyThenBeatsThenStops() throws Exception {
        AtomicReference<String> status = new AtomicReference<>("none\nto do");
        try (NotifyListener systemd = new NotifyListener(path())) {
            try (Heartbeat heartbeat = Heartbeat.start(quick(), status::get, List.of())) {
                assertThat(systemd.next()).containsExactly("READY=1", "STATUS=none to do");
                assertThat(systemd.next()).containsExactly("WATCHDOG=1");
                status.set("x".repeat(1000));
                assertThat(systemd.await("STATUS=" + "x".repeat(256))).contains("WATCHDOG=1");
            }
            assertThat(systemd.await("STOPPING=1")).containsExactly("STOPPING=1");
        }
    }

    @Test
    void doesNotFeedTheWatchdogWithoutEverySignOfLife() throws Exception {
        AtomicBoolean answers = new AtomicBoolean();
        List<Sign> signs = List.of(new Sign("", () -> true), new Sign("Podman does not answer", answers::get));
        try (NotifyListener systemd = new NotifyListener(path());
                Heartbeat heartbeat = Heartbeat.start(quick(), () -> "well", signs)) {
            systemd.await("READY=1");
            assertThat(systemd.next()).containsExactly("STATUS=Podman does not answer");
            answers.set(true);
            assertThat(systemd.next()).containsExactly("WATCHDOG=1", "STATUS=well");
        }
    }

    @Test
    void saysReadyOnceSomebodyListens() throws Exception {
        Heartbeat heartbeat = Heartbeat.start(quick(), () -> "well", List.of());
        try (heartbeat;
                NotifyListener systemd = new NotifyListener(path())) {
            assertThat(systemd.await("READY=1")).contains("STATUS=well");
        }
    }

    @Test
    void knowsAbstractNames() throws Exception {
        String name = "@beemesh-test-" + ProcessHandle.current().pid();
        try (NotifyListener systemd = new NotifyListener(name);
                Supervisor supervisor = Supervisor.of(Map.of("NOTIFY_SOCKET", name), PID)) {
            supervisor.ready("well");
            assertThat(systemd.next()).containsExactly("READY=1", "STATUS=well");
            supervisor.alive("well");
            supervisor.close();
            assertThat(systemd.next()).as("there is no watchdog to feed").containsExactly("STOPPING=1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "vsock:2:1", "/much/too/long/"})
    void refusesAnAddressThatIsNone(String address) {
        String padded = address.endsWith("/") ? address + "x".repeat(100) : address;

        assertThatThrownBy(() -> NotifySocket.open(padded))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("NOTIFY_SOCKET ")
                .hasMessageContaining("(expected: ");
        assertThat(Supervisor.of(Map.of("NOTIFY_SOCKET", padded), PID).isThere())
                .isFalse();
    }

    @Test
    void doesNothingWithoutASupervisor() {
        AtomicBoolean asked = new AtomicBoolean();
        try (Supervisor nobody = Supervisor.of(Map.of("WATCHDOG_USEC", QUICK_MICROS), PID);
                Heartbeat heartbeat = Heartbeat.start(
                        nobody, () -> "well", List.of(new Sign("", () -> asked.compareAndSet(false, true))))) {
            nobody.ready("well");
            nobody.alive("well");
            assertThat(nobody.isThere()).isFalse();
        }
        assertThat(asked).isFalse();
    }

    @Test
    void beatsFourTimesAWatchdogAndLeavesThatOfOthersAlone() {
        assertThat(interval("60000000", "42")).isEqualTo(Duration.ofSeconds(10));
        assertThat(interval("8000000", "42")).isEqualTo(Duration.ofSeconds(2));
        assertThat(interval("8000000", "7")).isEqualTo(Duration.ofSeconds(10));
        assertThat(interval("1", "")).isEqualTo(Duration.ofMillis(100));
        assertThat(interval("soon", "")).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aLoopThatStandsStillIsNoSign() {
        AtomicReference<Long> rounds = new AtomicReference<>(0L);
        Sign sign = Sign.progress("it stands still", rounds::get);

        assertThat(sign.holds().getAsBoolean()).isTrue();
        assertThat(sign.holds().getAsBoolean()).isFalse();
        rounds.set(1L);
        assertThat(sign.holds().getAsBoolean()).isTrue();
    }

    private Duration interval(String micros, String pid) {
        Map<String, String> variables = Map.of("NOTIFY_SOCKET", path(), "WATCHDOG_USEC", micros, "WATCHDOG_PID", pid);
        try (Supervisor supervisor = Supervisor.of(variables, PID)) {
            return supervisor.interval();
        }
    }

    private Supervisor quick() {
        return Supervisor.of(Map.of("NOTIFY_SOCKET", path(), "WATCHDOG_USEC", QUICK_MICROS), PID);
    }

    private String path() {
        return folder.resolve("notify").toString();
    }
}
