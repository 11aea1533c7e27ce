package io.beemesh.provider.resource.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.testing.FakeHost;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.resource.state.GroupOrders.Seen;
import io.beemesh.provider.resource.state.StateGroupSpec.Recovery;
import io.beemesh.provider.resource.state.StateGroupStatus.Order;
import io.beemesh.provider.resource.state.StateGroupStatus.Seat;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three hosts, each with a pod of the workload. */
class GroupOrdersTest {
    private final HostTable table = new HostTable(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), Duration.ofSeconds(40));
    private final GroupOrders orders = new GroupOrders(table);
    private final List<FakeHost> hosts =
            Stream.of(1, 2, 3).map(number -> new FakeHost(number, 10)).toList();
    private final List<Pod> pods = hosts.stream().map(GroupOrdersTest::podOn).toList();

    @BeforeEach
    void attach() {
        hosts.forEach(host -> host.open(table));
    }

    @Test
    void oneHostBeginsTheGroupUntilItHasBegun() {
        Order first = orders.next(Order.NONE, pods, 3, Seen.NOTHING);

        assertThat(first.number()).isEqualTo(1);
        assertThat(first.founder()).isEqualTo(first.members().getFirst().peerId());
        assertThat(first.members()).hasSize(3).allMatch(Seat::voter);
        assertThat(orders.next(first, pods, 3, Seen.NOTHING)).isEqualTo(first);
        assertThat(orders.next(first, pods, 3, allWell()).founder()).isEmpty();
    }

    @Test
    void whoCannotReadItsDataIsOutBeforeItIsInAgain() {
        Order well = orders.next(orders.next(Order.NONE, pods, 3, Seen.NOTHING), pods, 3, allWell());

        Order without = orders.next(well, pods, 3, seen(Set.of(), Set.of(peer(2)), all()));
        assertThat(peers(without)).doesNotContain(peer(2));
        assertThat(without.leaving()).containsExactly(peer(2));

        // It has deleted what it had; the group still counts on that.
        Order waiting = orders.next(without, pods, 3, seen(Set.of(peer(2)), Set.of(), all()));
        assertThat(waiting).isEqualTo(without);
        Order unknown = orders.next(
                without, pods, 3, new Seen(true, Set.of(peer(1)), Set.of(peer(2)), Set.of(), Optional.empty()));
        assertThat(unknown).isEqualTo(without);

        Order again = orders.next(without, pods, 3, seen(Set.of(peer(2)), Set.of(), Set.of(peer(1), peer(3))));
        assertThat(peers(again)).contains(peer(2));
        assertThat(again.leaving()).isEmpty();
    }

    @Test
    void whoLeavesWithItsDataMayComeBackAtOnce() {
        Order well = orders.next(orders.next(Order.NONE, pods, 3, Seen.NOTHING), pods, 3, allWell());
        Order less = orders.next(well, pods.subList(0, 1), 1, allWell());
        assertThat(less.leaving()).hasSize(2);

        assertThat(peers(orders.next(less, pods, 3, allWell()))).hasSize(3);
    }

    @Test
    void aRecoveryBeginsAnewOnOneHostAndTakesTheOthersInOnceItHasBegun() {
        Order well = orders.next(orders.next(Order.NONE, pods, 3, Seen.NOTHING), pods, 3, allWell());

        Order anew = orders.anew(well, new Recovery("edge-3", 1)).orElseThrow();

        assertThat(anew.number()).isEqualTo(well.number() + 1);
        assertThat(anew.incarnation()).isEqualTo(1);
        assertThat(anew.founder()).isEqualTo(peer(3));
        assertThat(peers(anew)).containsExactly(peer(3));
        assertThat(anew.leaving()).isEmpty();
        assertThat(orders.next(anew, pods, 3, Seen.NOTHING)).isEqualTo(anew);
        Order begun = orders.next(
                anew, pods, 3, new Seen(true, Set.of(peer(3)), Set.of(), Set.of(), Optional.of(Set.of(peer(3)))));
        assertThat(begun.incarnation()).isEqualTo(1);
        assertThat(begun.founder()).isEmpty();
        assertThat(peers(begun)).hasSize(3);
    }

    @Test
    void aRecoveryIsDoneOnceAndByAHostThatIsKnown() {
        Order well = orders.next(Order.NONE, pods, 3, Seen.NOTHING);
        Order anew = orders.anew(well, new Recovery("edge-3", 1)).orElseThrow();

        assertThat(orders.anew(anew, new Recovery("edge-3", 1))).isEmpty();
        assertThat(orders.refusal(anew, new Recovery("edge-3", 1))).isEmpty();
        assertThat(orders.anew(anew, null)).isEmpty();
        assertThat(orders.anew(anew, new Recovery("edge-9", 2))).isEmpty();
        assertThat(orders.refusal(anew, new Recovery("edge-9", 2))).contains("'edge-9'");
    }

    private Seen allWell() {
        return new Seen(true, all(), Set.of(), Set.of(), Optional.of(all()));
    }

    private static Seen seen(Set<String> left, Set<String> damaged, Set<String> taken) {
        return new Seen(true, Set.of(), left, damaged, Optional.of(taken));
    }

    private Set<String> all() {
        return Set.of(peer(1), peer(2), peer(3));
    }

    private String peer(int number) {
        return hosts.get(number - 1).peer.toString();
    }

    private static List<String> peers(Order order) {
        return order.members().stream().map(Seat::peerId).toList();
    }

    private static Pod podOn(FakeHost host) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("orders")
                .withAnnotations(new Assignment(host.peer, 1).annotations())
                .endMetadata()
                .build();
    }
}
