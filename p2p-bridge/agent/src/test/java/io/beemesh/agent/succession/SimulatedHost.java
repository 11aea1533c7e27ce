package io.beemesh.agent.succession;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.state.group.KeptOrders;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.raft.claims.Claim;
import io.beemesh.raft.claims.ClaimTerms;
import io.beemesh.raft.claims.Standing;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/** A host with an agent: pods that claim their names with the real claims, and the real succession. */
final class SimulatedHost implements HostPods {
    private static final int ROOM = 3;
    private static final long LOOK_MILLIS = 2_000;

    final int number;
    final Map<String, SimulatedPod> pods = new LinkedHashMap<>();

    private final LongSupplier now;
    private final Random random;
    private final SimulatedGroup group;
    private final Clock clock;
    private Succession succession;
    private Map<String, KeptOrders.KeptOrder> read = new HashMap<>();
    private long lookAt;
    long cutUntil;
    long downUntil;
    long attachedAt;
    /** It has not the images of pods that it takes over. */
    boolean startsNothing;

    SimulatedHost(int number, LongSupplier now, Random random, SimulatedGroup group) {
        this.number = number;
        this.now = now;
        this.random = random;
        this.group = group;
        this.clock = new Drifting(now, 0.95 + random.nextDouble() * 0.1);
        this.succession = new Succession(this, this::holder, clock);
    }

    /** A clock that runs faster or slower than time does. */
    private static final class Drifting extends Clock {
        private final LongSupplier now;
        private final double rate;

        Drifting(LongSupplier now, double rate) {
            this.now = now;
            this.rate = rate;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli((long) (now.getAsLong() * rate));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** A pod that is here. */
    final class SimulatedPod {
        final RunPod order;
        private final Claim claim;
        private Instant due = Instant.MIN;
        private long killedAt = Long.MAX_VALUE;
        Stage stage = Stage.SEEKS;

        SimulatedPod(RunPod order) {
            this.order = order;
            this.claim = new Claim(
                    group.names(SimulatedHost.this::reachesGroup),
                    new Claim.Wish(name(), holder(order.getUid())),
                    ClaimTerms.OF_POD,
                    clock);
        }

        String name() {
            return SimulatedCluster.nameOf(order);
        }

        boolean runs() {
            return stage == Stage.RUNS;
        }

        String life() {
            return order.getUid() + "#" + order.getAttempt();
        }

        private void tick() {
            if (stage == Stage.LOST || stage == Stage.OVER) {
                return;
            }
            if (now.getAsLong() >= killedAt) {
                end(Stage.LOST);
                return;
            }
            if (!clock.instant().isBefore(due)) {
                due = claim.step();
            }
            if (claim.standing() instanceof Standing.Ended && killedAt == Long.MAX_VALUE) {
                killedAt = now.getAsLong() + random.nextInt(2_000);
            } else if (claim.standing() instanceof Standing.Held && killedAt == Long.MAX_VALUE) {
                stage = startsNothing && !runs() ? Stage.HOLDS : Stage.RUNS;
            }
        }

        private void end(Stage how) {
            stage = how;
            claim.giveBack();
        }
    }

    boolean isUp() {
        return now.getAsLong() >= downUntil;
    }

    /** Each host finds a provider that is back at a time of its own. */
    boolean isAttached() {
        return isUp() && now.getAsLong() >= attachedAt;
    }

    boolean reachesGroup() {
        return isUp() && now.getAsLong() >= cutUntil;
    }

    private String holder(String uid) {
        return uid + "@" + number;
    }

    /** The machine is off for a while; what it was asked to run is on its disk, what it knew of claims is of no use. */
    void crash(long millis) {
        downUntil = now.getAsLong() + millis;
        pods.replaceAll(
                (uid, pod) -> pod.stage == Stage.LOST || pod.stage == Stage.OVER ? pod : new SimulatedPod(pod.order));
        succession = new Succession(this, this::holder, clock);
        read = new HashMap<>();
    }

    void tick(boolean heard, Set<String> wanted) {
        if (!isUp()) {
            return;
        }
        List.copyOf(pods.values()).forEach(SimulatedPod::tick);
        if (now.getAsLong() >= lookAt) {
            lookAt = now.getAsLong() + LOOK_MILLIS;
            succession.look(
                    List.of(group.seenBy(this::reachesGroup, read, heard ? Optional.of(wanted) : Optional.empty())),
                    heard ? Set.of(SimulatedCluster.ID) : Set.of());
        }
    }

    @Override
    public List<HostPod> all() {
        return pods.values().stream()
                .map(pod -> new HostPod(pod.name(), pod.order, pod.stage))
                .toList();
    }

    @Override
    public boolean run(RunPod order) {
        if (pods.size() >= ROOM && !pods.containsKey(order.getUid())) {
            return false;
        }
        pods.computeIfAbsent(order.getUid(), uid -> new SimulatedPod(order));
        return true;
    }

    @Override
    public void forget(PodKey pod) {
        stop(pod.uid());
    }

    /** Ends a pod in good order, and removes it. */
    void stop(String uid) {
        SimulatedPod pod = pods.remove(uid);
        if (pod != null && pod.stage != Stage.LOST) {
            pod.end(Stage.OVER);
        }
    }
}
