package io.beemesh.provider.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.provider.kube.leader.testing.FakeLock;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LeaderElectionTest {
    private static final LeaderPace FAST =
            new LeaderPace(Duration.ofMillis(400), Duration.ofMillis(200), Duration.ofMillis(20), Duration.ZERO);

    private final FakeLock lock = new FakeLock();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Map<String, Voices> voices = new ConcurrentHashMap<>();

    @Test
    void handsOverWhenItCloses() throws Exception {
        LeaderElection one = election("one");
        one.start();
        assertThat(told.take()).isEqualTo("one leads");
        assertThat(one.mayWrite()).isTrue();
        try (LeaderElection two = election("two")) {
            two.start();
            assertThat(two.leads()).isFalse();

            one.close();
            one.close();

            assertThat(told.take()).isEqualTo("one follows");
            assertThat(told.take()).isEqualTo("two leads");
            assertThat(one.mayWrite()).isFalse();
        }
        assertThat(lock.holder()).isEmpty();
    }

    @Test
    void stopsWritingWhileTheApiServerIsAwayAndGoesOnInTheSameTerm() throws Exception {
        try (LeaderElection one = election("one")) {
            one.start();
            assertThat(told.take()).isEqualTo("one leads");

            lock.away(true);
            until(() -> !one.mayWrite());
            assertThat(one.leads()).isTrue();

            lock.away(false);
            until(one::mayWrite);
            assertThat(told.poll(100, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void yieldsToOneThatHearsHostsAndDoesNotTakeTheLeadBack() throws Exception {
        try (LeaderElection one = election("one");
                LeaderElection two = election("two")) {
            one.start();
            two.start();
            assertThat(told.take()).isEqualTo("one leads");

            voices.put("one", new Voices.Elsewhere(1));
            assertThat(told.take()).isEqualTo("one follows");
            assertThat(told.take()).isEqualTo("two leads");
            assertThat(lock.holder()).isEqualTo("two");

            voices.put("one", new Voices.Here());
            assertThat(told.poll(100, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void whereNobodyHearsHostsTheLeaderStays() throws Exception {
        voices.put("one", new Voices.Nowhere());
        voices.put("two", new Voices.Nowhere());
        try (LeaderElection one = election("one");
                LeaderElection two = election("two")) {
            one.start();
            two.start();
            assertThat(told.take()).isEqualTo("one leads");

            assertThat(told.poll(100, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void refusesAPaceAtWhichTwoCouldLead() {
        assertThatThrownBy(() -> new LeaderPace(
                        Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT5S");
    }

    private static void until(java.util.function.BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private LeaderElection election(String name) {
        Leadership leadership = new Leadership() {
            @Override
            public void lead() {
                told.add(name + " leads");
            }

            @Override
            public void follow() {
                told.add(name + " follows");
            }
        };
        return new LeaderElection(
                lock,
                new LeaderElection.Candidate(name, leadership, () -> voices.getOrDefault(name, new Voices.Here())),
                FAST,
                new LeaderElection.Time(Clock.systemUTC(), System::nanoTime));
    }
}
