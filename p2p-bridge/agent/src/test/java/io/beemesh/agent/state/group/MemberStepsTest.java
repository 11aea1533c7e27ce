package io.beemesh.agent.state.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.raft.groups.GroupMember;
import io.beemesh.raft.groups.Voice;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberStepsTest {
    private static final int STEPS_MAX = 6;
    private static final List<PeerId> HOSTS =
            Stream.generate(() -> KeyPair.generate().peerId()).limit(6).toList();

    /** Capitals vote, others learn. */
    @ParameterizedTest
    @CsvSource({"A, A", "A, AB", "A, ABC", "A, ABCDE", "AB, ACD", "ABC, ABD", "ABC, DEF", "ABCDE, A", "Ab, ABC", "AB, C"
    })
    void reachesWhatIsWantedWithoutMovingMostVotesAtOnce(String from, String to) {
        Map<PeerId, Voice> now = voices(members(from));
        int steps = 0;
        while (!now.equals(voices(members(to)))) {
            Map<PeerId, Voice> next = voices(List.copyOf(MemberSteps.next(now, members(to))));
            assertThat(ratisRefuses(now, next)).as("%s to %s", now, next).isFalse();
            now = next;
            steps++;
            assertThat(steps).isLessThanOrEqualTo(STEPS_MAX);
        }
    }

    @Test
    void letsWhoeverWillVoteLearnMeanwhile() {
        assertThat(voices(List.copyOf(MemberSteps.next(voices(members("A")), members("ABC")))))
                .isEqualTo(voices(members("ABc")));
    }

    /** RaftConfigurationImpl.changeMajority of Ratis 3.3.0. */
    private static boolean ratisRefuses(Map<PeerId, Voice> now, Map<PeerId, Voice> next) {
        List<PeerId> before = voters(now);
        List<PeerId> after = voters(next);
        long fresh = after.stream().filter(host -> !before.contains(host)).count();
        boolean second = before.size() == 1 && after.size() == 2 && fresh == 1;
        return !second && fresh >= after.size() - fresh;
    }

    private static List<PeerId> voters(Map<PeerId, Voice> members) {
        return members.entrySet().stream()
                .filter(member -> member.getValue() == Voice.VOTER)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<GroupMember> members(String text) {
        return Arrays.stream(text.split(""))
                .map(letter -> new GroupMember(
                        HOSTS.get(Character.toUpperCase(letter.charAt(0)) - 'A'),
                        Instant.EPOCH,
                        Character.isUpperCase(letter.charAt(0)) ? Voice.VOTER : Voice.LEARNER))
                .toList();
    }

    private static Map<PeerId, Voice> voices(List<GroupMember> members) {
        return members.stream().collect(Collectors.toMap(GroupMember::host, GroupMember::voice));
    }
}
