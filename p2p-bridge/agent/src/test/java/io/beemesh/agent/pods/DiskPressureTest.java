package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.images.Images;
import io.beemesh.agent.link.Disks;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.storage.StorageMeter;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.agent.system.FileSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host whose disk is full. */
class DiskPressureTest extends PodWorkersFixture {
    private static final long CAPACITY = 100L << 30;

    private long free = CAPACITY;
    private long idle;
    private int removals;

    private final Images.Idle images = new Images.Idle() {
        @Override
        public Optional<Path> folder() {
            return Optional.of(home);
        }

        @Override
        public long remove() {
            long removed = idle;
            free += removed;
            idle = 0;
            removals++;
            return removed;
        }
    };

    private Disks disks;

    @BeforeEach
    void runOne() throws Exception {
        disks = new Disks(
                home, images, new StorageMeter(podman, volumes), folder -> new FileSystem(CAPACITY, free, 0, 0));
        workers.run(Orders.pod("web", Orders.one("sleep")));
        reports.awaitStatus(PodWorkersFixture::ready);
    }

    @Test
    void leavesEverythingWhereThereIsRoom() throws Exception {
        free = 15L << 30;

        disks.relieve(workers);

        assertThat(removals).isZero();
        assertThat(workers.used().pods()).isOne();
    }

    @Test
    void evictsNobodyIfImagesThatNobodyUsesAreEnough() throws Exception {
        free = 14L << 30;
        idle = 2L << 30;

        disks.relieve(workers);

        assertThat(removals).isOne();
        assertThat(workers.used().pods()).isOne();
    }

    @Test
    void evictsOnePodIfTheyAreNot() throws Exception {
        free = 9L << 30;
        idle = 1L << 29;

        disks.relieve(workers);

        assertThat(removals).isOne();
        assertThat(reports.awaitStatus(s -> s.path("reason").asText().equals("Evicted"))
                        .path("message")
                        .asText())
                .isEqualTo("The node was low on resource: ephemeral-storage. Threshold quantity: "
                        + "10Gi, available: 9728Mi. ");
    }

    @Test
    void refusesPodsMeanwhile() throws Exception {
        workers.pressed(List.of("DiskPressure"));

        assertThat(workers.run(Orders.pod("other", Orders.one("sleep"))))
                .isEqualTo(new Admission.Verdict.Refused("Evicted", "The node had condition: [DiskPressure]. ", false));
    }
}
