package io.beemesh.agent.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.agent.network.PodNetworks;
import io.beemesh.agent.podman.libpod.Libpod;
import io.beemesh.agent.podman.libpod.LibpodPodman;
import io.beemesh.agent.podman.runc.Runc;
import io.beemesh.agent.podman.service.PodmanService;
import io.beemesh.agent.podman.service.ServiceOptions;
import io.beemesh.agent.podman.testing.PrivatePodman;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class PodmanServiceIT {

    private static final PodKey POD = new PodKey("test", "service");

    private static ContainerInfo startOne(Podman podman) throws PodmanException {
        podman.createPod(PodSpec.of(POD, "web-0"));
        ContainerSpec spec = ContainerSpec.of(new ContainerKey(POD, "main", 0), PrivatePodman.BUSYBOX)
                .withProgram(ContainerSpec.Program.of("sleep", "1000"));
        String id = podman.createContainer(spec);
        podman.start(id);
        return podman.inspect(id);
    }

    @Test
    void containersOutliveAKilledServiceAndEventsComeBackWithAResync() throws Exception {
        try (PrivatePodman real = PrivatePodman.start()) {
            ContainerInfo before = startOne(real.podman());
            BlockingQueue<PodmanEvent> events = new LinkedBlockingQueue<>();
            try (Podman.Subscription subscription = real.podman().subscribe(events::add)) {
                assertThat(subscription).isNotNull();
                assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo(new PodmanEvent.Resync());
                ProcessHandle service = real.service().process();
                assertThat(service).isNotNull();

                service.destroyForcibly();
                service.onExit().get(20, TimeUnit.SECONDS);
                PodmanEvent next = events.poll(40, TimeUnit.SECONDS);
                while (next != null && !(next instanceof PodmanEvent.Resync)) {
                    next = events.poll(40, TimeUnit.SECONDS);
                }

                assertThat(next).isEqualTo(new PodmanEvent.Resync());
                assertThat(real.podman().inspect(before.id())).isEqualTo(before);
                assertThat(real.service().process()).isNotEqualTo(service);
                real.podman().kill(before.id(), "KILL");
                assertThat(real.podman().await(before.id()).exitCode()).isEqualTo(137);
            }
        }
    }

    @Test
    void serviceThatAnswersIsUsedAndLeftAlone() throws Exception {
        try (PrivatePodman real = PrivatePodman.start()) {
            ServiceOptions options =
                    ServiceOptions.of(real.socket(), real.folder().resolve("other"));
            try (PodmanService second = PodmanService.open(options)) {
                assertThat(second.process()).isNull();
                Podman podman = new LibpodPodman(
                        new Libpod(second.http()), Clock.systemUTC(), PodNetworks.none(), Runc.absent());
                assertThat(podman.listPods(POD.labels())).isEmpty();
            }
            assertThat(real.podman().version()).isNotEmpty();
        }
    }

    @Test
    void podmanThatCannotBeStartedIsNamed(@TempDir Path folder) {
        ServiceOptions missing = new ServiceOptions(
                folder.resolve("s.sock"),
                folder,
                List.of(folder.resolve("no-podman").toString()),
                null,
                null);
        assertThatThrownBy(() -> PodmanService.open(missing))
                .isInstanceOf(PodmanException.class)
                .hasMessageContaining("no-podman")
                .hasMessageContaining("install the package podman");
        ServiceOptions broken = new ServiceOptions(folder.resolve("s.sock"), folder, List.of("false"), null, null);
        assertThatThrownBy(() -> PodmanService.open(broken))
                .isInstanceOf(PodmanException.class)
                .hasMessageContaining("does not answer");
    }
}
