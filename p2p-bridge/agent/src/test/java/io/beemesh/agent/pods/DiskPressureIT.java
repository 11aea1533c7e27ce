package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.beemesh.agent.cgroup.ControlGroups;
import io.beemesh.agent.images.Images;
import io.beemesh.agent.images.KubeletImages;
import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.link.Disks;
import io.beemesh.agent.link.Machine;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.testing.PrivatePodman;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.admission.HostPolicy;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.agent.pods.storage.StorageMeter;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.agent.pods.testing.RecordedReports;
import io.beemesh.agent.system.FileSystem;
import io.beemesh.agent.system.SteadyClock;
import io.beemesh.agent.volumes.HostVolumes;
import io.beemesh.libp2p.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A home on a small file system of its own, which a pod fills. */
@Timeout(90)
class DiskPressureIT {
    private static final Images.Idle NONE = new Images.Idle() {
        @Override
        public Optional<Path> folder() {
            return Optional.empty();
        }

        @Override
        public long remove() {
            return 0;
        }
    };

    @TempDir
    Path home;

    private final RecordedReports reports = new RecordedReports();

    @Test
    void evictsThePodThatFillsTheHomeAndNoOther() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", home.toString());
        try (PrivatePodman real = PrivatePodman.start()) {
            HostVolumes volumes = HostVolumes.open(home, null, Clock.systemUTC());
            try (KubeletImages images = images(real);
                    PodWorkers workers = PodWorkers.open(host(real, images, volumes), reports, order -> false)) {
                Disks disks = new Disks(home, NONE, new StorageMeter(real.podman(), volumes));
                workers.run(Orders.pod("modest", pod("exec sleep 1000")));
                workers.run(Orders.pod("greedy", pod("dd if=/dev/zero of=/v/big bs=1M count=59; exec sleep 1000")));
                reports.awaitStatus(DiskPressureIT::runs);
                awaitLessThan(6);

                disks.relieve(workers);

                JsonNode evicted =
                        reports.awaitStatus(s -> s.path("reason").asText().equals("Evicted"));
                assertThat(evicted.path("message").asText())
                        .startsWith("The node was low on resource: ephemeral-storage. Threshold quantity: ");
                workers.stop(new PodKey(Orders.CLUSTER, "u-greedy"), 0);
                reports.awaitGone("u-greedy");
                disks.relieve(workers);
                assertThat(workers.used().pods()).as("the modest one").isOne();
                workers.stop(new PodKey(Orders.CLUSTER, "u-modest"), 0);
                reports.awaitGone("u-modest");
            }
            volumes.dismantle();
        } finally {
            run("umount", "--lazy", home.toString());
        }
    }

    private void awaitLessThan(int mebibytes) throws Exception {
        Eventually.succeeds(
                () -> assertThat(FileSystem.of(home).availableBytes()).isLessThan((long) mebibytes << 20));
    }

    private KubeletImages images(PrivatePodman real) {
        return KubeletImages.of(
                real.libpod(),
                home.resolve("pulled"),
                Optional.empty(),
                new KubeletImages.Time(new SteadyClock(), System::nanoTime));
    }

    private Host host(PrivatePodman real, KubeletImages images, HostVolumes volumes) throws IOException {
        return new Host(
                real.podman(),
                images,
                volumes,
                Journal.open(home.resolve("journal"), new byte[32]),
                new Host.Time(Clock.systemUTC(), new SteadyClock()),
                new Admission(new Amount(64_000, 1L << 40, 1L << 50, 100), HostPolicy.STRICT),
                new Host.Memory(1L << 34, Machine.oomScoreFloor()),
                ControlGroups.look(),
                Tenures.NONE);
    }

    private static String pod(String script) {
        return "'volumes':[{'name':'v','emptyDir':{}}],'containers':[{'name':'web','image':'" + PrivatePodman.BUSYBOX
                + "','imagePullPolicy':'Never','volumeMounts':[{'name':'v','mountPath':'/v'}],"
                + "'command':['sh','-c','" + script + "']}]";
    }

    private static boolean runs(JsonNode status) {
        return status.at("/containerStatuses/0/state").has("running");
    }

    private static void run(String... words) throws IOException, InterruptedException {
        int code = new ProcessBuilder(words).inheritIO().start().waitFor();
        assertThat(code).as(String.join(" ", words)).isZero();
    }
}
