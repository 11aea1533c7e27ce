package io.beemesh.agent.succession;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.state.group.KeptOrders;
import io.beemesh.agent.succession.HostPods.HostPod;
import io.beemesh.agent.succession.HostPods.Stage;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.wire.ClaimedVolume;
import io.beemesh.mesh.wire.ConfigSource;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.raft.claims.ClaimStore;
import io.beemesh.raft.claims.Renewal;
import io.beemesh.raft.claims.Taking;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One host of a group, whose cluster is heard at first. */
class SuccessionTest {
    private static final Set<String> HEARD = Set.of(SimulatedCluster.ID);
    private static final RunPod ORDER = SimulatedCluster.order("web-0", 1);

    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final SimulatedGroup group = new SimulatedGroup(clock::millis, new Always());
    private final Map<String, KeptOrders.KeptOrder> read = new HashMap<>();
    private final Pods pods = new Pods();
    private final Succession succession = new Succession(pods, uid -> uid + "@here", clock);

    @Test
    void keepsTheOrdersOfPodsThatHoldTheirNamesWhileTheClusterIsHeard() {
        pods.here.add(new HostPod("web-0", ORDER, Stage.RUNS));
        pods.here.add(new HostPod("web-1", SimulatedCluster.order("web-1", 1), Stage.SEEKS));
        hold("web-0", ORDER.getUid() + "@here");

        look(HEARD, Set.of(ORDER.getUid()));

        assertThat(keptOrders()).containsExactly(ORDER);
    }

    @Test
    void keepsAnOrderAnewForWhatIsWorthItAlone() {
        RunPod first = SimulatedCluster.signed(ORDER.toBuilder().addSources(token("old")));
        RunPod token = SimulatedCluster.signed(ORDER.toBuilder()
                .setRevision(2)
                .setPodJson(ByteString.copyFromUtf8(ORDER.getPodJson()
                        .toStringUtf8()
                        .replace("\"uid\"", "\"labels\": {\"beemesh.io/leader\": \"true\"}, \"uid\"")))
                .putServiceEnvironment("KUBERNETES_PORT", "another")
                .addSources(token("new")));
        RunPod other = SimulatedCluster.signed(token.toBuilder().setRevision(3).setHostIp("192.0.2.1"));
        hold("web-0", ORDER.getUid() + "@here");

        assertThat(keptAfter(first)).isEqualTo(first);
        assertThat(keptAfter(token)).isEqualTo(first);
        assertThat(keptAfter(other)).isEqualTo(other);
    }

    private RunPod keptAfter(RunPod order) {
        pods.here.clear();
        pods.here.add(new HostPod("web-0", order, Stage.HOLDS));
        look(HEARD, Set.of(order.getUid()));
        return keptOrders().getFirst();
    }

    @Test
    void whoeverHearsTheClusterForgetsWhatThatDoesNotWantAnyMore() {
        keepFor("elsewhere");

        look(HEARD, Set.of());

        assertThat(kept()).isEmpty();
    }

    @Test
    void takesOverWhatNobodyHoldsOnceTheClusterIsSilent() {
        keepFor("elsewhere");
        look(HEARD, Set.of(ORDER.getUid()));

        passSilently(Duration.ofSeconds(25));
        assertThat(pods.ran).as("the name is not free, the silence short").isEmpty();
        passSilently(Duration.ofSeconds(20));

        RunPod next = ORDER.toBuilder().setAttempt(2).clearRevision().build();
        assertThat(pods.ran).containsExactly(next);
        assertThat(keptOrders()).as("nothing is written again").containsExactly(ORDER);
        assertThat(kept().getFirst().holder()).contains(ORDER.getUid() + "@here");
    }

    @Test
    void takesNothingOverThatAnotherHostHolds() {
        long lease = keepFor("elsewhere");

        for (int looks = 0; looks < 60; looks++) {
            assertThat(names().renew(lease)).isEqualTo(Renewal.RENEWED);
            passSilently(Duration.ofSeconds(2));
        }

        assertThat(pods.ran).isEmpty();
    }

    @Test
    void givesANameBackThatItHasNoRoomFor() {
        keepFor("elsewhere");
        pods.room = false;

        passSilently(Duration.ofSeconds(60));
        assertThat(pods.ran).hasSize(1);
        assertThat(kept().getFirst().holder()).isEmpty();

        pods.room = true;
        passSilently(Duration.ofSeconds(60));
        assertThat(pods.ran).hasSize(2);
    }

    @Test
    void leavesPodsWhereTheirVolumesAre() {
        hold("web-0", "elsewhere");
        RunPod tied = SimulatedCluster.signed(ORDER.toBuilder()
                .addClaims(ClaimedVolume.newBuilder().setClaim("data").setVolume("pv-1")));
        assertThat(orders().keep("web-0", "elsewhere", tied)).isTrue();

        passSilently(Duration.ofMinutes(3));

        assertThat(pods.ran).isEmpty();
    }

    @Test
    void removesItsOwnPodThatItLostBeforeItTakesItAgain() {
        hold("web-0", "elsewhere");
        RunPod tied = SimulatedCluster.signed(ORDER.toBuilder()
                .addClaims(ClaimedVolume.newBuilder().setClaim("data").setVolume("pv-1")));
        assertThat(orders().keep("web-0", "elsewhere", tied)).isTrue();
        pods.here.add(new HostPod("web-0", ORDER, Stage.LOST));

        passSilently(Duration.ofSeconds(60));

        assertThat(pods.forgotten).containsExactly(new PodKey(SimulatedCluster.ID, ORDER.getUid()));
        assertThat(pods.ran).as("its volumes are here").hasSize(1);
    }

    @Test
    void removesItsOwnPodThatAnotherHostTookOver() {
        pods.here.add(new HostPod("web-0", ORDER, Stage.LOST));
        keepFor(ORDER.getUid() + "@elsewhere");

        look(Set.of(), Set.of());
        clock.advance(Duration.ofSeconds(29));
        look(Set.of(), Set.of());
        assertThat(pods.forgotten).as("the silence is short").isEmpty();
        clock.advance(Duration.ofSeconds(1));
        look(Set.of(), Set.of());

        assertThat(pods.forgotten).hasSize(1);
        assertThat(pods.ran).isEmpty();
    }

    @Test
    void givesUpWhatItTookOverAndCannotStart() {
        keepFor("elsewhere");
        pods.starts = false;

        passSilently(Duration.ofSeconds(60));
        assertThat(pods.ran).hasSize(1);
        for (int looks = 0; looks < 65; looks++) {
            hold("web-0", ORDER.getUid() + "@here");
            passSilently(Duration.ofSeconds(2));
        }
        assertThat(pods.forgotten).hasSize(1);
    }

    @Test
    void runsNothingThatIsNotOfItsGroup() {
        hold("web-0", "elsewhere");
        RunPod another = SimulatedCluster.order("db-0", 1);
        for (RunPod order : List.of(
                SimulatedCluster.signed(ORDER.toBuilder().setStateGroup("")),
                SimulatedCluster.signed(ORDER.toBuilder().setClusterId("another")),
                SimulatedCluster.signed(ORDER.toBuilder().setUid(another.getUid())),
                another)) {
            assertThat(orders().keep("web-0", "elsewhere", order)).isTrue();
            assertThat(kept()).as("%s", order).isEmpty();
        }
        passSilently(Duration.ofMinutes(2));
        assertThat(pods.ran).isEmpty();
    }

    @Test
    void runsNothingThatAMemberMadeUp() {
        hold("web-0", "elsewhere");
        ByteString evil = ByteString.copyFromUtf8(
                ORDER.getPodJson().toStringUtf8().replace("\"image\": \"web\"", "\"image\": \"evil\""));
        for (RunPod order : List.of(
                ORDER.toBuilder().setPodJson(evil).build(),
                ORDER.toBuilder().clearAuthoritySignature().build())) {
            assertThat(orders().keep("web-0", "elsewhere", order)).isTrue();
            assertThat(kept()).as("%s", order).isEmpty();
        }
        passSilently(Duration.ofMinutes(2));
        assertThat(pods.ran).isEmpty();
    }

    @Test
    void runsNothingThatTheClusterDidNotWantAnyMore() {
        keepFor("elsewhere");
        look(HEARD, Set.of());
        keepFor("elsewhere");

        passSilently(Duration.ofMinutes(2));

        assertThat(kept()).as("a member kept it again").hasSize(1);
        assertThat(pods.ran).isEmpty();
    }

    @Test
    void believesNoNumberThatIsNotSigned() {
        hold("web-0", "elsewhere");
        RunPod last = ORDER.toBuilder().setRevision(Long.MAX_VALUE).build();
        assertThat(orders().keep("web-0", "elsewhere", last)).isTrue();

        passSilently(Duration.ofMinutes(1));

        assertThat(pods.ran)
                .containsExactly(ORDER.toBuilder().setAttempt(2).clearRevision().build());
        RunPod end = ORDER.toBuilder().setAttempt(Integer.MAX_VALUE).build();
        hold("web-0", ORDER.getUid() + "@here");
        assertThat(orders().keep("web-0", ORDER.getUid() + "@here", end)).isTrue();
        assertThat(kept()).isEmpty();
    }

    @Test
    void keepsNoOrderThatNobodyWouldBelieve() {
        RunPod unsigned = ORDER.toBuilder().clearAuthoritySignature().build();
        pods.here.add(new HostPod("web-0", unsigned, Stage.RUNS));
        hold("web-0", ORDER.getUid() + "@here");

        look(HEARD, Set.of(ORDER.getUid()));

        assertThat(group.isEmpty()).isTrue();
    }

    @Test
    void forgetsWhatEndedHereByItself() {
        keepFor("elsewhere");
        pods.here.add(new HostPod("web-0", ORDER, Stage.OVER));

        passSilently(Duration.ofSeconds(60));

        assertThat(kept()).isEmpty();
        assertThat(pods.ran).isEmpty();
    }

    @Test
    void tellsFromAStatusWhyAPodDoesNotRun() {
        assertThat(stage("{\"phase\":\"Failed\",\"reason\":\"StateClaimLost\"}"))
                .isEqualTo(Stage.LOST);
        assertThat(stage("{\"phase\":\"Failed\",\"reason\":\"Evicted\"}")).isEqualTo(Stage.OVER);
        assertThat(stage("{\"phase\":\"Succeeded\"}")).isEqualTo(Stage.OVER);
        assertThat(stage("{\"phase\":\"Running\",\"containerStatuses\":[{\"state\":{\"running\":{}}}]}"))
                .isEqualTo(Stage.RUNS);
        assertThat(stage("{\"phase\":\"Running\",\"containerStatuses\":[{\"state\":{\"waiting\":{}}}]}"))
                .isEqualTo(Stage.HOLDS);
        assertThat(stage("")).isEqualTo(Stage.HOLDS);
        assertThat(stage("no json")).isEqualTo(Stage.HOLDS);
    }

    private static Stage stage(String status) {
        return AdmittedPods.stage(status.getBytes(StandardCharsets.UTF_8));
    }

    private static ConfigSource token(String text) {
        return ConfigSource.newBuilder()
                .setKind(ConfigSource.Kind.SERVICE_ACCOUNT_TOKEN)
                .putData("token", ByteString.copyFromUtf8(text))
                .build();
    }

    /** Another host holds the pod's name, and has kept its order. */
    private long keepFor(String holder) {
        long lease = hold("web-0", holder);
        assertThat(orders().keep("web-0", holder, ORDER)).isTrue();
        return lease;
    }

    private long hold(String name, String holder) {
        Taking taking = names().take(name, holder, Duration.ofSeconds(30));
        assertThat(taking).isInstanceOf(Taking.Taken.class);
        return ((Taking.Taken) taking).lease();
    }

    private ClaimStore names() {
        return group.names(() -> true);
    }

    private KeptOrders orders() {
        return group.seenBy(() -> true, new HashMap<>(), Optional.empty()).orders();
    }

    private List<KeptOrders.KeptOrder> kept() {
        return orders().all();
    }

    private List<RunPod> keptOrders() {
        return kept().stream().flatMap(kept -> orders().open(kept).stream()).toList();
    }

    private void look(Set<String> heard, Set<String> wanted) {
        Optional<Set<String>> said = heard.isEmpty() ? Optional.empty() : Optional.of(wanted);
        succession.look(List.of(group.seenBy(() -> true, read, said)), heard);
    }

    private void passSilently(Duration time) {
        for (long seconds = 0; seconds < time.toSeconds(); seconds += 2) {
            clock.advance(Duration.ofSeconds(2));
            group.tick();
            succession.look(List.of(group.seenBy(() -> true, read, Optional.empty())), Set.of());
        }
    }

    /** No answer is lost. */
    private static final class Always extends Random {
        private static final long serialVersionUID = 1L;

        @Override
        public int nextInt(int bound) {
            return bound - 1;
        }
    }

    private static final class Pods implements HostPods {
        final List<HostPod> here = new ArrayList<>();
        final List<RunPod> ran = new ArrayList<>();
        final List<PodKey> forgotten = new ArrayList<>();
        boolean room = true;
        boolean starts = true;

        @Override
        public List<HostPod> all() {
            return List.copyOf(here);
        }

        @Override
        public boolean run(RunPod order) {
            ran.add(order);
            if (room) {
                here.add(new HostPod("web-0", order, starts ? Stage.RUNS : Stage.HOLDS));
            }
            return room;
        }

        @Override
        public void forget(PodKey pod) {
            forgotten.add(pod);
            here.removeIf(one -> one.key().equals(pod));
        }
    }
}
