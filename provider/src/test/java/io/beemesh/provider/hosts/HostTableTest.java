package io.beemesh.provider.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.provider.hosts.testing.FakeHost;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HostTableTest {
    private final SettableClock clock = new SettableClock();
    private final HostTable table = new HostTable(clock, Duration.ofSeconds(40));
    private final FakeHost host = new FakeHost(1, 10);
    private final PeerId peer = host.peer;

    @Test
    void hostIsAwayFirstAndLostAfterItsTime() {
        host.attach(table);
        Instant cut = clock.instant();
        host.detach(cut);

        assertThat(table.state(peer)).isEqualTo(new HostState.Away(cut));
        clock.advance(Duration.ofSeconds(40));
        assertThat(table.state(peer)).isEqualTo(new HostState.Lost(cut));
    }

    @Test
    void hostThatNeverAttachedIsAwaySinceTheTableBegan() {
        assertThat(table.state(peer)).isEqualTo(new HostState.Away(clock.instant()));
        assertThat(table.find(peer)).isEmpty();
    }

    @Test
    void endOfAnOldAttachmentDoesNotEndANewOne() {
        HostArrival arrival = new HostArrival(
                new HostIdentity(peer, "edge-1", java.util.Map.of()),
                1,
                io.beemesh.mesh.wire.HostFacts.getDefaultInstance(),
                HostResources.of(io.beemesh.mesh.wire.Resources.getDefaultInstance()));
        long old = table.attached(arrival);
        long current = table.attached(arrival);

        table.detached(peer, old);

        assertThat(table.state(peer))
                .isInstanceOfSatisfying(HostState.Attached.class, attached -> assertThat(attached.number())
                        .isEqualTo(current));
    }

    @Test
    void podsAssignedBeforeTheirHostAttachedAreSeenWhenItDoes() {
        table.assign(peer, "u1", new PodLoad(new Amounts(1, 2, 3, 1), "owner"));

        host.attach(table);

        assertThat(table.find(peer).orElseThrow().assigned()).containsOnlyKeys("u1");
        assertThat(table.hostOf("u1")).contains(peer);
    }

    @Test
    void podIsAssignedToOneHostOnly() {
        FakeHost other = new FakeHost(2, 10);
        host.attach(table);
        other.attach(table);
        table.assign(peer, "u1", new PodLoad(Amounts.NONE, ""));

        table.assign(other.peer, "u1", new PodLoad(Amounts.NONE, ""));

        assertThat(table.find(peer).orElseThrow().assigned()).isEmpty();
        assertThat(table.hostOf("u1")).contains(other.peer);
        table.unassign("u1");
        assertThat(table.hostOf("u1")).isEmpty();
        assertThat(table.find(other.peer).orElseThrow().assigned()).isEmpty();
    }

    @Test
    void forgetsAHostOnlyWhenItIsNotAttached() {
        host.attach(table);
        table.forget(peer);
        assertThat(table.find(peer)).isPresent();

        host.detach(clock.instant());
        table.forget(peer);
        assertThat(table.find(peer)).isEmpty();
    }
}
