package io.beemesh.raft.quorum;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.util.Timestamp;
import org.jspecify.annotations.Nullable;

/** What a majority of voters stands for; while they change, one of those before and one of those afterwards. */
final class Majority {
    private Majority() {}

    /**
     * The newest instant that is not newer than those of a majority; null if there is none.
     *
     * @param known the instant of a voter; null if it has none
     */
    static @Nullable Timestamp newest(RaftConfiguration voters, Function<RaftPeerId, @Nullable Timestamp> known) {
        Timestamp now = newest(voters.getCurrentPeers(), known);
        if (voters.getPreviousPeers().isEmpty()) {
            return now;
        }
        Timestamp before = newest(voters.getPreviousPeers(), known);
        return now == null || before == null ? null : Timestamp.earliest(now, before);
    }

    private static @Nullable Timestamp newest(
            Collection<RaftPeer> voters, Function<RaftPeerId, @Nullable Timestamp> known) {
        List<Timestamp> newestFirst = voters.stream()
                .map(RaftPeer::getId)
                .map(known)
                .filter(Objects::nonNull)
                .sorted(Comparator.reverseOrder())
                .toList();
        int others = voters.size() / 2;
        return newestFirst.size() > others ? newestFirst.get(others) : null;
    }
}
