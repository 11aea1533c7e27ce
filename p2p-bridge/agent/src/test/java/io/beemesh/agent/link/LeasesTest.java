package io.beemesh.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeasesTest {
    private static final RunPod LEASED =
            RunPod.newBuilder().setClusterId("c").setHostLeaseMs(30_000).build();

    @TempDir
    Path home;

    private final SettableClock clock = new SettableClock();

    @Test
    void runsOutWhenNobodyIsHeardForTheLease() throws IOException {
        Leases leases = new Leases(home.resolve("heard"), clock);
        leases.heard("c", clock.instant());
        clock.advance(Duration.ofSeconds(29));
        assertThat(leases.expired(LEASED)).isFalse();
        leases.heard("c", clock.instant().minusSeconds(2));
        clock.advance(Duration.ofSeconds(27));
        assertThat(leases.expired(LEASED)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(leases.expired(LEASED)).isTrue();
    }

    @Test
    void goesOnToRunOutWhileTheAgentIsNotThere() throws IOException {
        new Leases(home.resolve("heard"), clock).heard("c", clock.instant());
        clock.advance(Duration.ofSeconds(20));
        Leases leases = new Leases(home.resolve("heard"), clock);
        assertThat(leases.expired(LEASED)).isFalse();
        clock.advance(Duration.ofSeconds(10));
        assertThat(leases.expired(LEASED)).isTrue();
    }

    @Test
    void concernsNoPodWithoutALeaseAndNoOtherCluster() throws IOException {
        Leases leases = new Leases(home.resolve("heard"), clock);
        leases.heard("other", clock.instant());

        assertThat(leases.expired(LEASED)).isTrue();
        assertThat(leases.expired(RunPod.newBuilder().setClusterId("c").build()))
                .isFalse();
    }

    @Test
    void runsOutInOneClusterWhileAnotherIsHeard() throws IOException {
        RunPod elsewhere = LEASED.toBuilder().setClusterId("other").build();
        Leases leases = new Leases(home.resolve("heard"), clock);
        leases.heard("c", clock.instant());
        leases.heard("other", clock.instant());

        clock.advance(Duration.ofSeconds(20));
        leases.heard("other", clock.instant());
        clock.advance(Duration.ofSeconds(10));

        assertThat(leases.expired(LEASED)).isTrue();
        assertThat(leases.expired(elsewhere)).isFalse();
    }

    @Test
    void endsAPressureOnlyWhenClearlyMoreIsFree() {
        Pressures pressures = new Pressures();

        assertThat(pressures.update(new Pressures.Free(150L << 20, 12))).isEmpty();
        assertThat(pressures.update(new Pressures.Free(99L << 20, 9)))
                .containsExactly("MemoryPressure", "DiskPressure");
        assertThat(pressures.update(new Pressures.Free(150L << 20, 12)))
                .containsExactly("MemoryPressure", "DiskPressure");
        assertThat(pressures.update(new Pressures.Free(201L << 20, 15))).isEmpty();
    }
}
