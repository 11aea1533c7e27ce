package io.beemesh.provider.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.kube.leader.testing.FakeLock;
import io.beemesh.provider.leader.Standing.Following;
import io.beemesh.provider.leader.Standing.Leading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BallotTest {
    private static final LeaderPace PACE = LeaderPace.PROVIDER;

    private final AtomicLong nanos = new AtomicLong(-7);
    private final FakeLock lock = new FakeLock();
    private final Voter one = new Voter("one");
    private final Voter two = new Voter("two");

    @Test
    void theFirstOneLeadsAndTheOtherFollows() {
        one.cast();
        two.cast();

        assertThat(one.standing).isInstanceOf(Leading.class);
        assertThat(two.standing).isInstanceOf(Following.class);
        assertThat(lock.holder()).isEqualTo("one");
    }

    @Test
    void aLeaseThatIsRenewedIsLeftAlone() {
        one.cast();
        for (int i = 0; i < 20; i++) {
            two.cast();
            pass(PACE.every());
            one.cast();
        }

        assertThat(one.mayWrite()).isTrue();
        assertThat(two.standing).isInstanceOf(Following.class);
    }

    @Test
    void aLeaseThatIsNotRenewedIsTakenOnlyAfterItsLeaderHasStoppedWriting() {
        one.cast();
        two.cast();
        pass(PACE.deadline());

        assertThat(one.mayWrite()).isFalse();
        two.cast();
        assertThat(two.standing).isInstanceOf(Following.class);

        pass(PACE.validFor().minus(PACE.deadline()));
        two.cast();
        assertThat(two.mayWrite()).isTrue();

        one.cast();
        assertThat(one.standing).isInstanceOf(Following.class);
    }

    @Test
    void aLeaderThatNobodyFollowedGoesOnWithItsTerm() {
        one.cast();
        lock.away(true);
        pass(Duration.ofMinutes(5));
        one.cast();
        assertThat(one.mayWrite()).isFalse();
        assertThat(one.standing).isInstanceOf(Leading.class);

        lock.away(false);
        one.cast();
        assertThat(one.mayWrite()).isTrue();
    }

    @Test
    void aRenewalWhoseAnswerWasLostIsFoundAgain() {
        one.cast();
        lock.mute(true);
        one.cast();
        lock.mute(false);
        one.cast();

        assertThat(one.mayWrite()).isTrue();
        assertThat(lock.holder()).isEqualTo("one");
    }

    @Test
    void aLeadThatIsGivenUpIsTakenAtOnce() {
        one.cast();
        two.cast();
        one.ballot.release((Leading) one.standing);
        two.cast();

        assertThat(two.mayWrite()).isTrue();
        assertThat(lock.holder()).isEqualTo("two");
    }

    @Test
    void oneThatYieldedLeavesTheLeaseToTheOther() {
        one.cast();
        two.cast();
        one.yields();
        one.cast();
        assertThat(lock.holder()).isEmpty();

        two.cast();
        one.cast();
        assertThat(two.mayWrite()).isTrue();
        assertThat(one.standing).isInstanceOf(Following.class);
    }

    @Test
    void oneThatYieldedTakesItBackWhenItHearsHostsOrNobodyWantsIt() {
        one.cast();
        one.yields();
        pass(PACE.yieldFor().minusSeconds(1));
        one.cast();
        assertThat(one.standing).isInstanceOf(Standing.Yielded.class);

        one.voices = new Voices.Here();
        one.cast();
        assertThat(one.mayWrite()).isTrue();

        one.yields();
        pass(PACE.yieldFor());
        one.cast();
        assertThat(one.mayWrite()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverMayTwoWriteAtOnce(long seed) {
        Random random = new Random(seed);
        List<Voter> all = new ArrayList<>(List.of(one, two, new Voter("three")));
        for (int step = 0; step < 20_000; step++) {
            lock.away(random.nextInt(10) == 0);
            lock.mute(random.nextInt(10) == 0);
            // One that is skipped stood still meanwhile.
            all.get(random.nextInt(3)).cast();
            pass(Duration.ofMillis(random.nextInt(3_000)));

            assertThat(all.stream().filter(Voter::mayWrite)).hasSizeLessThan(2);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private final class Voter {
        private final Ballot ballot;
        private Standing standing = new Standing.Unknown();
        private Voices voices = new Voices.Here();

        Voter(String name) {
            Clock clock = Clock.fixed(Instant.parse("2026-11-28T12:00:00Z"), ZoneOffset.UTC);
            ballot = new Ballot(lock, name, PACE, new LeaderElection.Time(clock, nanos::get));
        }

        void cast() {
            standing = ballot.cast(standing, voices);
        }

        void yields() {
            voices = new Voices.Elsewhere(1);
            ballot.release((Leading) standing);
            standing = new Standing.Yielded(nanos.get());
        }

        boolean mayWrite() {
            return standing instanceof Leading leading
                    && nanos.get() - leading.renewedNanos() < PACE.deadline().toNanos();
        }
    }
}
