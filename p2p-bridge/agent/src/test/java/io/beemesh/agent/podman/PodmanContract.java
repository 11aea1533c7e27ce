package io.beemesh.agent.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Podman} does. */
@Timeout(60)
abstract class PodmanContract {

    private final PodKey pod = new PodKey("test", UUID.randomUUID().toString());

    abstract Podman podman();

    abstract String image();

    @AfterEach
    void removePod() throws PodmanException {
        podman().removePod(pod.podName());
    }

    private ContainerKey key(int attempt) {
        return new ContainerKey(pod, "main", attempt);
    }

    private String create(ContainerKey key, String... command) throws PodmanException {
        podman().createPod(PodSpec.of(pod, "web-0"));
        return podman().createContainer(ContainerSpec.of(key, image()).withProgram(ContainerSpec.Program.of(command)));
    }

    @Test
    void saysWhatItIs() throws Exception {
        assertThat(podman().version()).matches("\\d+\\.\\d+\\..*");
    }

    @Test
    void podHasAnAddressOnceItIsStarted() throws Exception {
        PodInfo created = podman().createPod(PodSpec.of(pod, "web-0"));
        assertThat(created.infraRuns()).isEqualTo(!created.addresses().isEmpty());
        assertThat(podman().inspectPod(pod.podName())).isEqualTo(created);

        PodInfo started = podman().startPod(pod.podName());

        assertThat(started.infraRuns()).isTrue();
        assertThat(started.addresses()).singleElement().asString().matches("10\\.\\d+\\.\\d+\\.\\d+");
        assertThat(podman().inspectPod(pod.podName())).isEqualTo(started);
        assertThat(podman().listPods(pod.labels())).containsExactly(started);
    }

    @Test
    void stoppedPodHasNoNetworkAndKeepsItsContainers() throws Exception {
        String container = create(key(0), "true");
        podman().startPod(pod.podName());
        podman().start(container);
        ContainerState.Exited exited = podman().await(container);

        podman().stopPod(pod.podName());
        podman().stopPod(pod.podName());

        assertThat(podman().inspectPod(pod.podName()).infraRuns()).isFalse();
        assertThat(podman().inspect(container).state()).isEqualTo(exited);
    }

    @Test
    void creatingTwiceGivesTheSamePodAndContainer() throws Exception {
        String container = create(key(0), "sleep", "100");
        PodInfo podInfo = podman().inspectPod(pod.podName());

        assertThat(create(key(0), "sleep", "100")).isEqualTo(container);
        assertThat(podman().createPod(PodSpec.of(pod, "web-0")).id()).isEqualTo(podInfo.id());
    }

    @Test
    void containerRunsAndEndsWithItsOwnCode() throws Exception {
        String container = create(key(0), "false");
        assertThat(podman().inspect(container).state()).isEqualTo(new ContainerState.Created());

        podman().start(container);

        ContainerState.Exited exited = podman().await(container);
        assertThat(exited.exitCode()).isEqualTo(1);
        assertThat(exited.outOfMemory()).isFalse();
        // Podman notes the start by its own clock, the end by that of the file system, which ticks in steps.
        assertThat(exited.finishedAt()).isAfter(exited.startedAt().minusMillis(50));
        assertThat(podman().inspect(container).state()).isEqualTo(exited);
    }

    @Test
    void startingTwiceIsNoError() throws Exception {
        String container = create(key(0), "sleep", "100");
        podman().start(container);
        ContainerState running = podman().inspect(container).state();
        podman().start(container);
        assertThat(running).isInstanceOf(ContainerState.Running.class);
        assertThat(podman().inspect(container).state()).isEqualTo(running);
    }

    @Test
    void commandThatDoesNotExistIsRefusedAtStart() throws Exception {
        String container = create(key(0), "nonexistent");
        assertThatThrownBy(() -> podman().start(container))
                .isInstanceOf(PodmanException.class)
                .hasMessageContaining("executable file not found");
        assertThat(podman().inspect(container).state()).isEqualTo(new ContainerState.Created());
    }

    @Test
    void killEndsAContainerWithItsSignal() throws Exception {
        String container = create(key(0), "sleep", "100");
        podman().start(container);
        podman().kill(container, "KILL");
        ContainerState.Exited exited = podman().await(container);
        assertThat(exited.exitCode()).isEqualTo(137);
        assertThat(exited.signal()).isEqualTo(9);
    }

    @Test
    void stopEndsAContainer() throws Exception {
        String container = create(key(0), "sleep", "100");
        podman().start(container);
        podman().stop(container, Duration.ofSeconds(1));
        assertThat(podman().inspect(container).state()).isInstanceOf(ContainerState.Exited.class);
    }

    @Test
    void onlyARunningContainerIsGivenOtherBounds() throws Exception {
        String id = create(key(0), "sleep", "1000");
        ContainerSpec.Resources more = new ContainerSpec.Resources(250, 512, 64 << 20, 0, 0);
        assertThatThrownBy(() -> podman().update(id, more)).isInstanceOf(PodmanException.class);

        podman().start(id);
        podman().update(id, more);

        assertThat(podman().inspect(id).state()).isInstanceOf(ContainerState.Running.class);
    }

    @Test
    void endingWhatIsNotThereOrDoesNotRunIsNoError() throws Exception {
        String container = create(key(0), "true");
        podman().stop(container, Duration.ZERO);
        podman().kill(container, "TERM");
        podman().stop("nobody", Duration.ZERO);
        podman().kill("nobody", "TERM");
        podman().removeContainer("nobody");
        podman().stopPod("nobody");
        podman().removePod("nobody");
        assertThat(podman().inspect(container).state()).isEqualTo(new ContainerState.Created());
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThatThrownBy(() -> podman().inspect("nobody"))
                .isInstanceOfSatisfying(
                        PodmanException.class, e -> assertThat(e.isNotFound()).isTrue());
        assertThatThrownBy(() -> podman().inspectPod("nobody"))
                .isInstanceOfSatisfying(
                        PodmanException.class, e -> assertThat(e.isNotFound()).isTrue());
        assertThatThrownBy(() -> podman().start("nobody"))
                .isInstanceOfSatisfying(
                        PodmanException.class, e -> assertThat(e.isNotFound()).isTrue());
    }

    @Test
    void containersAreFoundByTheirLabels() throws Exception {
        String first = create(key(0), "true");
        String second = create(key(1), "true");
        podman().startPod(pod.podName());

        List<ContainerInfo> found = podman().listContainers(pod.labels());

        assertThat(found).extracting(ContainerInfo::id).containsExactlyInAnyOrder(first, second);
        assertThat(found.stream().map(c -> ContainerKey.of(c.labels()).orElseThrow()))
                .containsExactlyInAnyOrder(key(0), key(1));
        assertThat(podman().listContainers(key(1).labels()))
                .extracting(ContainerInfo::id)
                .containsExactly(second);
        assertThat(podman().listContainers(Map.of(PodKey.UID_LABEL, "other"))).isEmpty();
    }

    @Test
    void removingAPodRemovesItsContainers() throws Exception {
        String container = create(key(0), "sleep", "100");
        podman().start(container);
        podman().removePod(pod.podName());
        assertThat(podman().listPods(pod.labels())).isEmpty();
        assertThat(podman().listContainers(pod.labels())).isEmpty();
    }

    @Test
    void eventsTellOfResyncStartEndAndRemoval() throws Exception {
        BlockingQueue<PodmanEvent> events = new LinkedBlockingQueue<>();
        try (Podman.Subscription subscription = podman().subscribe(events::add)) {
            assertThat(subscription).isNotNull();
            assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo(new PodmanEvent.Resync());
            String container = create(key(0), "true");
            podman().start(container);
            assertThat(next(events)).isEqualTo(new PodmanEvent.Started(container, key(0).labels()));
            assertThat(next(events)).isEqualTo(new PodmanEvent.Died(container, key(0).labels()));
            podman().removeContainer(container);
            assertThat(next(events)).isEqualTo(new PodmanEvent.Removed(container, key(0).labels()));
        }
    }

    /** The next event about our container: others, and the infra container, may be in between. */
    private PodmanEvent next(BlockingQueue<PodmanEvent> events) throws InterruptedException {
        while (true) {
            PodmanEvent event = events.poll(10, TimeUnit.SECONDS);
            assertThat(event).as("an event within 10 s").isNotNull();
            Map<String, String> labels =
                    switch (event) {
                        case PodmanEvent.Resync resync -> Map.of();
                        case PodmanEvent.Started started -> started.labels();
                        case PodmanEvent.Died died -> died.labels();
                        case PodmanEvent.Removed removed -> removed.labels();
                    };
            if (ContainerKey.of(labels).filter(key(0)::equals).isPresent()) {
                return event;
            }
        }
    }

    @Test
    void execGivesOutputAndExitCode() throws Exception {
        String container = create(key(0), "sleep", "100");
        podman().start(container);
        try (ExecSession session = podman().exec(container, ExecSpec.of("echo", "hello", "there"))) {
            assertThat(text(session)).isEqualTo("hello there\n");
            assertThat(session.await()).isEqualTo(new ExecSession.Ended(0));
        }
        try (ExecSession session = podman().exec(container, ExecSpec.of("false"))) {
            assertThat(text(session)).isEmpty();
            assertThat(session.await()).isEqualTo(new ExecSession.Ended(1));
        }
    }

    @Test
    void execPassesOnInputAndItsEnd() throws Exception {
        String container = create(key(0), "sleep", "100");
        podman().start(container);
        ExecSpec cat = new ExecSpec(List.of("cat"), true, true, true, false);
        try (ExecSession session = podman().exec(container, cat)) {
            try (var stdin = session.stdin()) {
                stdin.write("once upon a time".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(text(session)).isEqualTo("once upon a time");
            assertThat(session.await()).isEqualTo(new ExecSession.Ended(0));
        }
    }

    @Test
    void execOfACommandThatDoesNotExistIsToldApart() throws Exception {
        String container = create(key(0), "sleep", "100");
        podman().start(container);
        try (ExecSession session = podman().exec(container, ExecSpec.of("nonexistent"))) {
            assertThat(text(session)).isEmpty();
            assertThat(session.await()).isInstanceOfSatisfying(ExecSession.NotRun.class, notRun -> {
                assertThat(notRun.code()).isEqualTo(127);
                assertThat(notRun.message()).contains("executable file not found");
            });
        }
    }

    @Test
    void execInAContainerThatDoesNotRunIsAConflict() throws Exception {
        String container = create(key(0), "true");
        assertThatThrownBy(() -> podman().exec(container, ExecSpec.of("true")))
                .isInstanceOfSatisfying(
                        PodmanException.class, e -> assertThat(e.isConflict()).isTrue());
    }

    static String text(ExecSession session) throws IOException {
        StringBuilder text = new StringBuilder();
        for (ExecSession.Output out = session.read(); out != null; out = session.read()) {
            text.append(new String(out.bytes(), StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
