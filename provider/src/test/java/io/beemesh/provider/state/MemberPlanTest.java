package io.beemesh.provider.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.state.MemberPlan.Before;
import io.beemesh.provider.state.MemberPlan.Seat;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberPlanTest {
    private static final Instant OLD = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<PeerId> HOSTS =
            Stream.generate(() -> KeyPair.generate().peerId()).limit(20).toList();

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 3", "4, 3", "5, 5", "6, 5", "9, 5"})
    void oddNumberOfThemVotes(int hosts, int voters) {
        MemberPlan plan = MemberPlan.of(
                IntStream.range(0, hosts).mapToObj(MemberPlanTest::withPod).toList(), hosts);

        assertThat(plan.members()).hasSize(hosts);
        assertThat(plan.voters()).hasSize(voters);
    }

    @Test
    void hostsThatHaveBeenAliveForLongerVote() {
        Seat young = new Seat(HOSTS.get(0), OLD.plusSeconds(60), true, true, Before.STRANGER);
        Seat old = new Seat(HOSTS.get(1), OLD, true, true, Before.STRANGER);

        assertThat(MemberPlan.of(List.of(young, old), 2))
                .isEqualTo(new MemberPlan(List.of(old.host(), young.host()), Set.of(old.host())));
    }

    @Test
    void memberFromBeforeStaysWhileItsPodIsMissing() {
        Seat lost = new Seat(HOSTS.get(2), OLD, false, false, Before.VOTER);
        List<Seat> seats = List.of(withPod(0), withPod(1), lost);

        assertThat(MemberPlan.of(seats, 3).members()).contains(lost.host());
        assertThat(MemberPlan.of(seats, 2).members()).doesNotContain(lost.host());
        assertThat(MemberPlan.of(List.of(withPod(0), withPod(1), withPod(3), lost), 3)
                        .members())
                .doesNotContain(lost.host());
    }

    @Test
    void whoVotesGoesOnVoting() {
        Seat voter = new Seat(HOSTS.get(5), OLD.plusSeconds(99), true, true, Before.VOTER);

        assertThat(MemberPlan.of(List.of(withPod(0), voter), 2).voters()).containsExactly(voter.host());
    }

    @Test
    void strangerWithoutAPodIsNoMember() {
        Seat stranger = new Seat(HOSTS.get(0), OLD, false, true, Before.STRANGER);

        assertThat(MemberPlan.of(List.of(stranger), 3).members()).isEmpty();
    }

    @Test
    void noMoreThanTheBound() {
        List<Seat> seats =
                IntStream.range(0, 20).mapToObj(MemberPlanTest::withPod).toList();

        assertThat(MemberPlan.of(seats, 20).members()).hasSize(MemberPlan.MEMBERS_MAX);
    }

    private static Seat withPod(int index) {
        return new Seat(HOSTS.get(index), OLD.plusSeconds(index), true, true, Before.STRANGER);
    }
}
