package io.beemesh.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeasesTest {
    private static final RunPod LEASED =
            RunPod.newBuilder().setClusterId("c").setHostLeaseMs(30_000).build();

    @TempDir
    Path home;

    private final SettableClock timeOfDay = new SettableClock();
    private final SettableClock steady = new SettableClock(Instant.EPOCH.plusSeconds(1000));
    private final Leases.Time time = new Leases.Time(timeOfDay, steady, "b1");

    private void advance(Duration by) {
        timeOfDay.advance(by);
        steady.advance(by);
    }

    @Test
    void runsOutWhenNobodyIsHeardForTheLease() throws IOException {
        Leases leases = new Leases(home.resolve("heard"), time);
        leases.heard("c", Duration.ZERO);
        advance(Duration.ofSeconds(29));
        assertThat(leases.expired(LEASED)).isFalse();
        leases.heard("c", Duration.ofSeconds(2));
        advance(Duration.ofSeconds(27));
        assertThat(leases.expired(LEASED)).isFalse();
        advance(Duration.ofSeconds(1));
        assertThat(leases.expired(LEASED)).isTrue();
    }

    @Test
    void goesOnToRunOutWhileTheAgentIsNotThere() throws IOException {
        new Leases(home.resolve("heard"), time).heard("c", Duration.ZERO);
        advance(Duration.ofSeconds(20));
        Leases leases = new Leases(home.resolve("heard"), time);
        assertThat(leases.expired(LEASED)).isFalse();
        advance(Duration.ofSeconds(10));
        assertThat(leases.expired(LEASED)).isTrue();
    }

    @Test
    void concernsNoPodWithoutALeaseAndNoOtherCluster() throws IOException {
        Leases leases = new Leases(home.resolve("heard"), time);
        leases.heard("other", Duration.ZERO);

        assertThat(leases.expired(LEASED)).isTrue();
        assertThat(leases.expired(RunPod.newBuilder().setClusterId("c").build()))
                .isFalse();
    }

    @Test
    void runsOutInOneClusterWhileAnotherIsHeard() throws IOException {
        RunPod elsewhere = LEASED.toBuilder().setClusterId("other").build();
        Leases leases = new Leases(home.resolve("heard"), time);
        leases.heard("c", Duration.ZERO);
        leases.heard("other", Duration.ZERO);

        advance(Duration.ofSeconds(20));
        leases.heard("other", Duration.ZERO);
        advance(Duration.ofSeconds(10));

        assertThat(leases.expired(LEASED)).isTrue();
        assertThat(leases.expired(elsewhere)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void runsOutInTimeWhateverTheClockIsSetTo(int hours) throws IOException {
        Leases leases = new Leases(home.resolve("heard"), time);
        leases.heard("c", Duration.ZERO);

        timeOfDay.advance(Duration.ofHours(hours));
        advance(Duration.ofSeconds(29));
        assertThat(leases.expired(LEASED)).isFalse();
        assertThat(new Leases(home.resolve("heard"), time).expired(LEASED)).isFalse();

        advance(Duration.ofSeconds(1));
        assertThat(leases.expired(LEASED)).isTrue();
        assertThat(new Leases(home.resolve("heard"), time).expired(LEASED)).isTrue();
    }

    @Test
    void goesByTheTimeOfDayAfterAReboot() throws IOException {
        new Leases(home.resolve("heard"), time).heard("c", Duration.ZERO);
        SettableClock anew = new SettableClock(Instant.EPOCH);
        Leases.Time after = new Leases.Time(timeOfDay, anew, "b2");

        timeOfDay.advance(Duration.ofSeconds(29));
        assertThat(new Leases(home.resolve("heard"), after).expired(LEASED)).isFalse();
        timeOfDay.advance(Duration.ofSeconds(1));
        assertThat(new Leases(home.resolve("heard"), after).expired(LEASED)).isTrue();
        timeOfDay.advance(Duration.ofHours(-1));
        assertThat(new Leases(home.resolve("heard"), after).expired(LEASED))
                .as("heard in the future")
                .isTrue();
    }
}
