package io.beemesh.agent.succession;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Three hosts, three names and a cluster that comes and goes, by a seed: {@code -Dbeemesh.succession.seed=N} runs one
 * alone, {@code -Dbeemesh.succession.seeds=10000} more of them.
 */
class SuccessionSimulationTest {
    private static final long SEEDS = Long.getLong("beemesh.succession.seeds", 500);
    private static final long TICK_MILLIS = 250;
    private static final long MINUTE = 60_000;
    private static final long FOREVER = 1_000 * MINUTE;

    @Test
    void neverDoTwoRunUnderOneNameAndNoNameIsWithoutAPodForLong() {
        Long only = Long.getLong("beemesh.succession.seed");
        LongStream seeds = only == null ? LongStream.range(0, SEEDS) : LongStream.of(only);
        seeds.forEach(seed -> new Play(seed).run());
    }

    /** One run of everything. */
    private static final class Play {
        private final long seed;
        private final Random random;
        private final SimulatedGroup group;
        private final SimulatedCluster cluster = new SimulatedCluster();
        private final List<SimulatedHost> hosts;
        private long now;
        private boolean heard = true;

        Play(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.group = new SimulatedGroup(() -> now, random);
            this.hosts = IntStream.range(0, 3)
                    .mapToObj(number -> new SimulatedHost(number, () -> now, random, group))
                    .toList();
        }

        void run() {
            pass(MINUTE, false);
            assertAllRun("at first");
            pass(8 * MINUTE, true);
            loseAHostWhileTheClusterIsSilent();
            pass(4 * MINUTE, true);
            heal();
            hears(true);
            pass(4 * MINUTE, false);
            assertAllRun("when all is well again");
        }

        private void loseAHostWhileTheClusterIsSilent() {
            heal();
            hears(true);
            pass(4 * MINUTE, false);
            hears(false);
            SimulatedHost lost = hosts.get(random.nextInt(hosts.size()));
            if (random.nextBoolean()) {
                lost.crash(FOREVER);
            } else {
                lost.cutUntil = now + FOREVER;
            }
            SimulatedHost bare = hosts.get((lost.number + 1) % hosts.size());
            bare.startsNothing = true;
            pass(6 * MINUTE, false);
            assertAllRun("without host " + lost.number);

            int replaced = cluster.replaced;
            List<String> before = running();
            hears(true);
            lost.downUntil = now;
            lost.cutUntil = now;
            bare.startsNothing = false;
            pass(3 * MINUTE, false);
            assertThat(running()).as(as("that run on as they were")).isEqualTo(before);
            assertThat(cluster.replaced).as(as("pods replaced")).isEqualTo(replaced);
        }

        private void hears(boolean whether) {
            heard = whether;
            if (whether) {
                cluster.returns(now);
                hosts.forEach(host -> host.attachedAt = now + random.nextInt(20_000));
            }
        }

        private void heal() {
            hosts.forEach(host -> {
                host.cutUntil = now;
                host.downUntil = Math.min(host.downUntil, now);
            });
        }

        private void pass(long millis, boolean faults) {
            for (long end = now + millis; now < end; now += TICK_MILLIS) {
                if (faults) {
                    fault();
                }
                group.tick();
                List<SimulatedHost> attached =
                        heard ? hosts.stream().filter(SimulatedHost::isAttached).toList() : List.of();
                cluster.look(attached, now);
                hosts.forEach(host -> host.tick(attached.contains(host), cluster.wanted()));
                check();
            }
        }

        private void fault() {
            SimulatedHost host = hosts.get(random.nextInt(hosts.size()));
            if (happens(60_000)) {
                host.cutUntil = now + random.nextInt(60_000);
            }
            if (happens(90_000)) {
                host.crash(random.nextInt(120_000));
            }
            if (happens(90_000)) {
                hears(!heard);
            }
        }

        private boolean happens(int onceInMillis) {
            return random.nextInt(onceInMillis) < TICK_MILLIS;
        }

        private void check() {
            List<String> names = running().stream()
                    .map(pod -> pod.substring(0, pod.indexOf('_')))
                    .toList();
            assertThat(names).as(as("that run")).doesNotHaveDuplicates();
        }

        private List<String> running() {
            return hosts.stream()
                    .flatMap(host -> host.pods.values().stream()
                            .filter(SimulatedHost.SimulatedPod::runs)
                            .map(pod -> pod.life() + "@" + host.number))
                    .sorted()
                    .toList();
        }

        private void assertAllRun(String when) {
            assertThat(running().stream()
                            .map(pod -> pod.substring(0, pod.indexOf('_')))
                            .toList())
                    .as(as(when))
                    .containsExactlyElementsOf(SimulatedCluster.NAMES);
        }

        private String as(String what) {
            return "seed %d, %d ms: %s".formatted(seed, now, what);
        }
    }
}
