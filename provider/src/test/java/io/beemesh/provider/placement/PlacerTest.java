package io.beemesh.provider.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.HostFacts;
import io.beemesh.provider.hosts.Amounts;
import io.beemesh.provider.hosts.HostIdentity;
import io.beemesh.provider.hosts.HostResources;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.hosts.PodLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacerTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final HostState OPEN = new HostState.Attached(NOW, 1, 1, HostState.Progress.OPEN);
    private static final PodWish WISH = new PodWish(new PodLoad(new Amounts(500, 1 << 20, 0, 1), "replicaset"), "");

    private final Placer placer = new Placer(new Random(1));

    @Test
    void saysWhyNoHostFitsWithCounts() {
        List<HostView> hosts = List.of(
                host(1, OPEN, new Amounts(1000, 1000, 0, 10)),
                host(2, OPEN, new Amounts(1000, 1000, 0, 10)),
                host(3, OPEN, new Amounts(100, 1000, 0, 10)),
                host(4, new HostState.Away(NOW), plenty()),
                host(5, new HostState.Lost(NOW), plenty()));

        Placement placement = placer.place(WISH, hosts, Set.of(), NOW);

        assertThat(placement)
                .isEqualTo(noFit("0/5 hosts fit: 1 Insufficient cpu, 3 Insufficient memory, 1 host away, 1 host lost"));
    }

    @Test
    void saysThatNoHostHasJoined() {
        assertThat(placer.place(WISH, List.of(), Set.of(), NOW)).isEqualTo(noFit("0/0 hosts fit: no host has joined"));
    }

    @Test
    void waitsForTheDesiredSetToBeNoted() {
        HostState reported = new HostState.Attached(NOW, 1, 1, HostState.Progress.REPORTED);

        assertThat(placer.place(WISH, List.of(host(1, reported, plenty())), Set.of(), NOW))
                .isEqualTo(noFit("0/1 hosts fit: 1 host not ready"));
    }

    @Test
    void spreadsPodsOfOneControllerBeforeAllElse() {
        HostView older = aged(withPods(host(1, OPEN, plenty()), "replicaset"), Duration.ofDays(30));
        HostView younger = aged(host(2, OPEN, plenty()), Duration.ofMinutes(1));

        assertThat(chosen(older, younger)).isEqualTo(peer(2));
    }

    @Test
    void prefersTheHostThatHasBeenAliveForLonger() {
        HostView older = aged(withPods(host(1, OPEN, plenty()), "another"), Duration.ofDays(30));
        HostView younger = aged(host(2, OPEN, plenty()), Duration.ofHours(1));

        assertThat(chosen(younger, older)).isEqualTo(peer(1));
    }

    @Test
    void prefersTheHostWithMoreLeftAmongThoseOfLikeAge() {
        HostView full = aged(withPods(host(1, OPEN, plenty()), "another"), Duration.ofMinutes(100));
        HostView empty = aged(host(2, OPEN, plenty()), Duration.ofMinutes(90));

        assertThat(chosen(full, empty)).isEqualTo(peer(2));
    }

    @Test
    void passesOverHostsThatRefusedAndThoseOfAnotherArchitecture() {
        PodWish arm = new PodWish(WISH.load(), "arm64");

        assertThat(placer.place(arm, List.of(host(1, OPEN, plenty())), Set.of(), NOW))
                .isEqualTo(noFit("0/1 hosts fit: 1 architecture mismatch"));
        assertThat(placer.place(WISH, List.of(host(1, OPEN, plenty())), Set.of(peer(1)), NOW))
                .isEqualTo(new Placement.NoFit("0/1 hosts fit: 1 host refused", true));
    }

    @Test
    void tellsWhetherAllHostsThatMayHaveItRefused() {
        HostView away = host(2, new HostState.Away(NOW), plenty());
        HostView lost = host(3, new HostState.Lost(NOW), plenty());
        HostView refusing = host(1, OPEN, plenty());

        assertThat(placer.place(WISH, List.of(refusing, lost), Set.of(peer(1)), NOW))
                .isEqualTo(new Placement.NoFit("0/2 hosts fit: 1 host lost, 1 host refused", true));
        assertThat(placer.place(WISH, List.of(refusing, lost, away), Set.of(peer(1)), NOW))
                .isEqualTo(noFit("0/3 hosts fit: 1 host away, 1 host lost, 1 host refused"));
        assertThat(placer.place(WISH, List.of(lost), Set.of(), NOW)).isEqualTo(noFit("0/1 hosts fit: 1 host lost"));
    }

    @Test
    void goesWhereTheDataOfItsVolumesAre() {
        PodWish bound = WISH.at(Set.of(peer(2)));
        HostView older = aged(host(1, OPEN, plenty()), Duration.ofDays(30));

        assertThat(placer.place(bound, List.of(older, host(2, OPEN, plenty())), Set.of(), NOW))
                .isInstanceOfSatisfying(Placement.Placed.class, placed -> assertThat(placed.host())
                        .isEqualTo(peer(2)));
        assertThat(placer.place(bound, List.of(older, host(2, new HostState.Away(NOW), plenty())), Set.of(), NOW))
                .isEqualTo(noFit("0/2 hosts fit: 1 host away, 1 volume on another host"));
        assertThat(placer.place(WISH.at(Set.of(peer(1), peer(2))), List.of(older), Set.of(), NOW))
                .isEqualTo(noFit("0/1 hosts fit: 1 volume on another host"));
    }

    @Test
    void countsWhatWasPlacedButIsNotReportedYet() {
        HostView small = host(1, OPEN, new Amounts(900, 1 << 30, 0, 10));

        assertThat(placer.place(WISH, List.of(withPods(small, "another")), Set.of(), NOW))
                .isEqualTo(noFit("0/1 hosts fit: 1 Insufficient cpu"));
    }

    private static Placement noFit(String message) {
        return new Placement.NoFit(message, false);
    }

    private PeerId chosen(HostView... hosts) {
        Placement placement = placer.place(WISH, List.of(hosts), Set.of(), NOW);
        return ((Placement.Placed) placement).host();
    }

    private static Amounts plenty() {
        return new Amounts(64_000, 1L << 40, 1L << 40, 110);
    }

    private static PeerId peer(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return KeyPair.ofSeed(seed).peerId();
    }

    private static HostView host(int number, HostState state, Amounts allocatable) {
        return new HostView(
                new HostIdentity(peer(number), "edge-" + number, Map.of()),
                state,
                HostFacts.newBuilder().setArchitecture("amd64").build(),
                new HostResources(allocatable, allocatable, Amounts.NONE, List.of(), false),
                NOW,
                Map.of(),
                Map.of());
    }

    private static HostView aged(HostView host, Duration age) {
        return new HostView(
                host.identity(),
                host.state(),
                host.facts().toBuilder()
                        .setAliveSinceMs(NOW.minus(age).toEpochMilli())
                        .build(),
                host.resources(),
                host.resourcesAt(),
                host.pods(),
                host.assigned());
    }

    private static HostView withPods(HostView host, String owner) {
        return new HostView(
                host.identity(),
                host.state(),
                host.facts(),
                host.resources(),
                host.resourcesAt(),
                host.pods(),
                Map.of("uid", new PodLoad(new Amounts(500, 1 << 20, 0, 1), owner)));
    }
}
