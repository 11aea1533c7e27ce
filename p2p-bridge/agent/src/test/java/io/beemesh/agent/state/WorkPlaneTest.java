package io.beemesh.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.journal.Seal;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.mesh.wire.GroupState;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StateMember;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups as a provider orders them, on hosts in memory. */
@Timeout(120)
class WorkPlaneTest {
    private static final String GROUP = new UUID(7, 9).toString();

    @TempDir
    private Path folder;

    private final MemoryNetwork network = new MemoryNetwork();
    private final List<Edge> edges = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Edge edge : edges) {
            edge.close();
        }
    }

    @Test
    void hostsBecomeMembersAndLeaveAsTheyAreTold() throws Exception {
        Edge first = edge();
        Edge second = edge();
        Edge third = edge();
        first.plane.order(order(1, first, first));
        await(first, state -> state.getLeader().equals(first.id()));

        StateGroup all = order(2, null, first, second, third);
        for (Edge edge : edges) {
            edge.plane.order(all);
        }
        await(first, state -> state.getMembersCount() == 3);
        await(third, state -> state.getOpen() && !state.getLeader().isEmpty());
        assertThat(second.companions).containsExactlyInAnyOrder(first.peer(), third.peer());

        StateGroup without = order(3, null, first, second);
        for (Edge edge : edges) {
            edge.plane.order(without);
        }
        Eventually.succeeds(() -> emptied(third.folder));
        await(first, state -> state.getMembersCount() == 2);
        assertThat(third.companions).isEmpty();
    }

    @Test
    void orderOlderThanTheLastIsIgnored() throws Exception {
        Edge first = edge();
        first.plane.order(order(5, first, first));

        assertThat(first.plane.order(order(4, null)).getNumber()).isEqualTo(5);
        await(first, state -> state.getLeader().equals(first.id()));
    }

    @Test
    void hostThatStartsAnewBeforeItWasTakenInIsTakenInAllTheSame() throws Exception {
        Edge first = edge();
        Edge second = edge();
        StateGroup both = order(1, first, first, second);
        second.plane.order(both);
        await(second, GroupState::getOpen);

        second.restart();
        first.plane.order(both);

        await(first, state -> state.getMembersCount() == 2);
        await(second, state -> state.getLeader().equals(first.id()));
    }

    @Test
    void groupsOfAClusterThatAreNotNamedAnyMoreAreLeft() throws Exception {
        Edge first = edge();
        first.plane.order(order(1, first, first));
        await(first, GroupState::getOpen);

        first.plane.retain("another", Set.of());
        await(first, GroupState::getOpen);
        first.plane.retain("cluster", Set.of());

        Eventually.succeeds(() -> emptied(first.folder));
    }

    @Test
    void groupsOfClustersThatWereLeftWhileNoAgentRanAreLeft() throws Exception {
        Edge first = edge();
        first.plane.order(order(1, first, first));
        await(first, GroupState::getOpen);
        first.restart();

        first.plane.retainClusters(Set.of("cluster", "another"));
        await(first, GroupState::getOpen);
        first.plane.retainClusters(Set.of("another"));

        Eventually.succeeds(() -> emptied(first.folder));
    }

    private void await(Edge edge, Predicate<GroupState> expected) throws Exception {
        GroupState seen = Eventually.succeeds(() -> {
            GroupState state = edge.state();
            if (!expected.test(state)) {
                throw new IOException("not yet: " + state);
            }
            return state;
        });
        assertThat(seen.getNumber()).isPositive();
    }

    private static Path emptied(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> left = files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("in_use.lock"))
                    .toList();
            if (!left.isEmpty()) {
                throw new IOException("left: " + left);
            }
            return folder;
        }
    }

    private static StateGroup order(long number, Edge founder, Edge... members) {
        StateGroup.Builder order = StateGroup.newBuilder()
                .setClusterId("cluster")
                .setUid(GROUP)
                .setNumber(number)
                .setFounder(founder == null ? "" : founder.id());
        for (Edge member : members) {
            order.addMembers(StateMember.newBuilder()
                    .setPeerId(member.id())
                    .setAliveSinceMs(order.getMembersCount())
                    .addAddresses(member.host.addresses().getFirst().toString()));
        }
        return order.build();
    }

    private Edge edge() throws IOException {
        Edge edge = new Edge(edges.size());
        edges.add(edge);
        edge.start();
        return edge;
    }

    private final class Edge {
        final KeyPair key = KeyPair.generate();
        final Path folder;
        final Set<PeerId> companions = new HashSet<>();
        private final Multiaddr address;
        Host host;
        WorkPlane plane;

        Edge(int number) {
            folder = WorkPlaneTest.this.folder.resolve(Integer.toString(number));
            address = Multiaddr.parse("/memory/" + (number + 1));
        }

        void start() throws IOException {
            host = HostBuilder.of(key).transport(network).listen(address).start();
            plane = WorkPlane.open(
                    new WorkPlane.Means(
                            host,
                            others -> {
                                companions.clear();
                                companions.addAll(others);
                            },
                            new WorkPlane.Kept(folder, new Seal(key.seed(), "test")),
                            new WorkPlane.Time(Clock.systemUTC(), "boot"),
                            new Random(1)),
                    (PodKey pod) -> true);
        }

        void restart() throws Exception {
            close();
            start();
        }

        void close() throws IOException {
            plane.close();
            host.close();
        }

        String id() {
            return key.peerId().toString();
        }

        PeerId peer() {
            return key.peerId();
        }

        /** As a provider that repeats its last order would see it. */
        GroupState state() throws IOException {
            return plane.order(StateGroup.newBuilder()
                    .setClusterId("cluster")
                    .setUid(GROUP)
                    .build());
        }
    }
}
