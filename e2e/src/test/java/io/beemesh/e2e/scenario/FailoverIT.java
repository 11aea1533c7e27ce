package io.beemesh.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Detour;
import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.Rig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Of two providers one leads; whatever happens to it, the other one takes over and nothing happens to pods. */
class FailoverIT {
    private static final Duration TAKEOVER = Duration.ofSeconds(15);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int PODS = 6;

    private static Rig rig = Rig.alone();
    private static List<Detour> ways = List.of();
    private static List<EdgeHost> hosts = List.of();
    private static Set<String> containers = Set.of();
    private static Set<String> placed = Set.of();

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "edge hosts need root");
        rig.kubectl("default");
        ways = List.of(Detour.beside(rig.kubeconfig()), Detour.beside(rig.kubeconfig()));
        rig.replica(0, ways.get(0).kubeconfig());
        rig.replica(1, ways.get(1).kubeconfig());
        hosts = rig.hosts(2);
        kubectl().apply(new Workload("many", PODS).yaml());
        kubectl().run("rollout", "status", "deployment/many", "--timeout=150s");
        containers = running();
        assertThat(containers).hasSize(PODS);
        placed = placements();
    }

    @AfterAll
    static void close() {
        rig.close();
        ways.forEach(Detour::close);
    }

    /** Both providers are there again, and hosts are heard by both. */
    @AfterEach
    void heal() {
        ways.forEach(Detour::heal);
        rig.replica("heal", 0);
        rig.replica("heal", 1);
        rig.replica(0, ways.get(0).kubeconfig());
        rig.replica(1, ways.get(1).kubeconfig());
        rig.replica("thaw", 0);
        rig.replica("thaw", 1);
    }

    @Test
    void aLeaderThatIsKilledIsFollowed() {
        int leader = leaderThatIsBacked();
        rig.replica("kill", leader);

        awaitTakeover(1 - leader);
        assertNothingHappened();
    }

    @Test
    void aLeaderThatTheApiServerIsCutOffFromIsFollowed() {
        int leader = leaderThatIsBacked();
        ways.get(leader).cut();

        awaitTakeover(1 - leader);
        assertNothingHappened();
    }

    @Test
    void aLeaderThatStoodStillWritesNothingWhenItGoesOn() {
        int leader = leaderThatIsBacked();
        rig.replica("freeze", leader);

        awaitTakeover(1 - leader);
        String pod = kubectl().query("pods", "{.items[0].metadata.name}").getFirst();
        kubectl().run("annotate", "pod", pod, "example.org/changed=yes", "--overwrite");
        int before = rig.audit().size();
        rig.replica("thaw", leader);
        Eventually.within(SOON, () -> assertThat(rig.replicaLog(leader, 5_000))
                .anyMatch(line -> line.contains("another provider leads") && line.contains("leader=beemesh/")));

        assertThat(rig.audit().stream().skip(before))
                .filteredOn(line -> line.contains("\"userAgent\":\"beemesh-provider/" + leader + "\""))
                .filteredOn(line -> !line.contains("\"verb\":\"get\"") && !line.contains("\"verb\":\"list\""))
                .filteredOn(line -> !line.contains("\"verb\":\"watch\""))
                // Its last renewal of the leader's lease: refused, for it is of a version that is no more.
                .filteredOn(line -> !line.contains("\"code\":409"))
                .isEmpty();
        assertNothingHappened();
    }

    @Test
    void aLeaderThatHostsAreCutOffFromYields() {
        int leader = leaderThatIsBacked();
        // One that has only just begun to lead does not yield: hosts may be on their way to it.
        Eventually.within(SOON, () -> assertThat(ledFor()).isGreaterThan(Duration.ofSeconds(31)));
        assertThat(leader()).isEqualTo(leader);
        rig.replica("cut", leader);

        awaitTakeover(1 - leader);
        assertNothingHappened();
        String term = holder();
        rig.replica("heal", leader);
        assertThat(leaderThatIsBacked()).isEqualTo(1 - leader);
        // By now the new leader would yield, were there a reason.
        Eventually.within(SOON, () -> assertThat(ledFor()).isGreaterThan(Duration.ofSeconds(40)));
        assertThat(holder()).isEqualTo(term);
        assertNothingHappened();
    }

    private static void awaitTakeover(int replica) {
        Instant from = Instant.now();
        Eventually.within(TAKEOVER, () -> assertThat(leader()).isEqualTo(replica));
        for (String pod : kubectl().query("pods", "{.items[*].metadata.name}")) {
            Eventually.within(TAKEOVER.minus(Duration.between(from, Instant.now())), () -> assertThat(
                            kubectl().run("exec", pod, "--", "echo", "here"))
                    .isEqualTo("here\n"));
        }
    }

    private static void assertNothingHappened() {
        Eventually.within(SOON, () -> assertThat(kubectl().query("deployment/many", "{.status.readyReplicas}"))
                .containsExactly(Integer.toString(PODS)));
        assertThat(running()).isEqualTo(containers);
        assertThat(kubectl().query("pods", "{.items[*].status.containerStatuses[*].restartCount}"))
                .hasSize(PODS)
                .containsOnly("0");
        assertThat(placements()).isEqualTo(placed);
    }

    /** The leader, once every host is attached to both providers. */
    private static int leaderThatIsBacked() {
        Eventually.within(
                SOON,
                () -> hosts.forEach(host -> assertThat(host.agent("status", "-o", "json"))
                        .contains("\"leading\"", "\"standby\"")
                        .doesNotContain("\"away\"")));
        return leader();
    }

    /** The number of the provider that leads, by the port of its kubelet API. */
    private static int leader() {
        return Integer.parseInt(holder().replaceFirst("^beemesh/([0-9])_.*", "$1"));
    }

    /** Who leads, and that in one term of one process. */
    private static String holder() {
        return lease("{.spec.holderIdentity}/{.spec.acquireTime}");
    }

    private static Duration ledFor() {
        return Duration.between(Instant.parse(lease("{.spec.acquireTime}")), Instant.now());
    }

    private static String lease(String what) {
        return rig.kubectl("beemesh-system").query("lease/beemesh", what).getFirst();
    }

    /** Each pod with its host and the attempt that brought it there. */
    private static Set<String> placements() {
        return Set.copyOf(kubectl()
                .query(
                        "pods",
                        "{range .items[*]}{.metadata.uid}/{.metadata.annotations.beemesh\\.io/host}"
                                + "/{.metadata.annotations.beemesh\\.io/attempt} {end}"));
    }

    private static Kubectl kubectl() {
        return rig.kubectl("default");
    }

    private static Set<String> running() {
        return hosts.stream().flatMap(host -> host.runningContainers().stream()).collect(Collectors.toSet());
    }
}
