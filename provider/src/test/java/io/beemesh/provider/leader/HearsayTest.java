package io.beemesh.provider.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.provider.kube.leader.testing.FakeBoard;
import io.beemesh.provider.leader.Voices.Elsewhere;
import io.beemesh.provider.leader.Voices.Here;
import io.beemesh.provider.leader.Voices.Nowhere;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HearsayTest {
    private static final Duration BEAT = Duration.ofSeconds(10);
    /** In which a host is heard that beats as late as it may. */
    private static final Duration SILENCE = Duration.ofSeconds(13);

    private final AtomicLong nanos = new AtomicLong(-7);
    private final FakeBoard board = new FakeBoard();
    private final Party leader = new Party(0);
    private final Party standby = new Party(1);

    @Test
    void oneThatIsCutOffLearnsThatTheOtherHearsHosts() throws Exception {
        pass(Duration.ofSeconds(30), leader, standby);
        assertThat(leader.voices()).isEqualTo(new Here());

        pass(SILENCE, standby);
        pass(Duration.ofSeconds(3), standby);

        assertThat(leader.voices()).isEqualTo(new Elsewhere(1));
        assertThat(standby.voices()).isEqualTo(new Here());
    }

    @Test
    void hearsAgainOnceItIsHealed() throws Exception {
        pass(Duration.ofSeconds(20), standby);
        assertThat(leader.voices()).isEqualTo(new Elsewhere(1));

        pass(Duration.ofSeconds(1), leader, standby);

        assertThat(leader.voices()).isEqualTo(new Here());
    }

    @Test
    void whenAllHostsAreGoneNobodyHearsThemElsewhere() throws Exception {
        pass(Duration.ofSeconds(30), leader, standby);
        // The standby hears the last beats of them nine seconds after the leader did.
        pass(Duration.ofSeconds(9), standby);
        for (int second = 0; second < 60; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(leader.voices()).isNotInstanceOf(Elsewhere.class);
            assertThat(standby.voices()).isNotInstanceOf(Elsewhere.class);
        }
        assertThat(leader.voices()).isEqualTo(new Nowhere());
    }

    @Test
    void anOtherThatIsGoneIsNotBelievedForLong() throws Exception {
        pass(Duration.ofSeconds(20), standby);
        assertThat(leader.voices()).isEqualTo(new Elsewhere(1));

        for (int second = 0; second < 10; second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            leader.hearsay.round();
        }

        assertThat(leader.voices()).isEqualTo(new Nowhere());
    }

    @Test
    void oneThatHasJustStartedHearsNobodyElsewhereAtOnce() throws Exception {
        pass(Duration.ofSeconds(30), standby);
        Party again = new Party(0);
        again.hearsay.round();

        assertThat(again.voices()).isEqualTo(new Here());
    }

    @Test
    void oneThatStoodStillIsNotDeafForThat() throws Exception {
        pass(Duration.ofSeconds(30), leader, standby);
        for (int second = 0; second < 60; second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            standby.own = heard(standby);
            standby.hearsay.round();
        }
        leader.hearsay.round();
        pass(Duration.ofSeconds(5), standby);

        assertThat(leader.voices()).isEqualTo(new Here());
    }

    @Test
    void anApiServerThatIsAwayChangesNothing() throws Exception {
        pass(Duration.ofSeconds(30), leader, standby);
        board.away(true);
        for (int second = 0; second < 60; second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            standby.own = heard(standby);
            assertThatThrownBy(standby.hearsay::round).isInstanceOf(IOException.class);
        }
        board.away(false);
        pass(Duration.ofSeconds(5), standby);

        assertThat(leader.voices()).isEqualTo(new Here());
    }

    @Test
    void writesNextToNothing() throws Exception {
        pass(Duration.ofMinutes(10), leader, standby);
        assertThat(board.writes()).isLessThanOrEqualTo(4);

        int before = board.writes();
        pass(Duration.ofMinutes(10), standby);
        assertThat(board.writes() - before).isLessThanOrEqualTo(10 * 60 / 5 + 4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aHostThatBothHearUntilItIsGoneIsNeverHeardElsewhere(long seed) throws Exception {
        Random random = new Random(seed);
        Party[] all = {leader, standby};
        for (int absence = 0; absence < 50; absence++) {
            long[] due = {0, 0};
            int goneAt = 40 + random.nextInt(60);
            for (int second = 0; second < goneAt + 60; second++) {
                nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                beat(all, due, second < goneAt ? second : -1, random);
            }
        }
    }

    /** One second of a host that each hears now and then, each at its own time; none of them when it is gone. */
    private void beat(Party[] all, long[] due, int second, Random random) throws IOException {
        for (int each = 0; each < all.length; each++) {
            if (second >= due[each]) {
                all[each].own = heard(all[each]);
                due[each] = second + 8 + random.nextInt(5);
            }
            all[each].hearsay.round();
            assertThat(all[each].voices()).isNotInstanceOf(Elsewhere.class);
        }
    }

    /** Time passes, second by second, in which some of them hear a host. */
    private void pass(Duration time, Party... hearing) throws IOException {
        for (long second = 0; second < time.toSeconds(); second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            for (Party party : hearing) {
                party.own = heard(party);
            }
            leader.hearsay.round();
            standby.hearsay.round();
        }
    }

    private static Hearsay.Own heard(Party party) {
        return new Hearsay.Own(1, party.own.messages() + 1);
    }

    private final class Party {
        private final Hearsay hearsay;
        private Hearsay.Own own = new Hearsay.Own(0, 0);

        Party(int replica) {
            hearsay = new Hearsay(board.of(replica), new Hearsay.Listener(replica, BEAT, () -> own), nanos::get);
        }

        Voices voices() {
            return hearsay.voices();
        }
    }
}
