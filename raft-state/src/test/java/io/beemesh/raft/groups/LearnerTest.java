package io.beemesh.raft.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.junit.jupiter.api.Test;

/** Members that have all and decide nothing. */
class LearnerTest extends FourHosts {
    private final UUID group = UUID.randomUUID();

    @Test
    void aLearnerAnswersAsTheOthersDo() throws Exception {
        open(withLearners(3));

        write(hosts.get(3), group, "k=v");

        assertThat(readBeside(3, "k")).isEqualTo("v");
        await(() -> hosts.get(2).leads(group));
        await(() -> learnerHas(hosts.get(3).view(group).committed()));
        assertThat(hosts.get(3).view(group).members())
                .filteredOn(member -> member.host().equals(hosts.get(3).self()))
                .singleElement()
                .satisfies(member -> assertThat(member.voice()).isEqualTo(Voice.LEARNER));
    }

    @Test
    void theOldestBecomesALearnerAndIsNotLostWithTheLeader() throws Exception {
        open(members.subList(0, 3));
        await(() -> hosts.get(2).leads(group));

        hosts.get(0).change(group, withLearners(2).subList(0, 3));
        await(() -> hosts.get(1).leads(group));
        write(hosts.get(2), group, "k=v");

        end(1);
        await(() -> hosts.get(2).view(group).quorumAge().orElseThrow().compareTo(LEADER_LOST.multipliedBy(4)) > 0);
        begin(1);

        await(() -> hosts.get(1).leads(group));
        write(hosts.get(2), group, "k=w");
        assertThat(readBeside(2, "k")).isEqualTo("w");
        assertThat(hosts.get(2).leads(group)).isFalse();
    }

    @Test
    void aLearnerBecomesAVoterAndLeadsIfItIsTheOldest() throws Exception {
        open(withLearners(2).subList(0, 3));
        await(() -> hosts.get(1).leads(group));
        write(hosts.get(0), group, "k=v");

        hosts.get(0).change(group, members.subList(0, 3));
        await(() -> hosts.get(2).leads(group));
        hosts.get(0).change(group, withLearners(2).subList(0, 3));
        await(() -> hosts.get(1).leads(group));
        hosts.get(0).change(group, members.subList(0, 3));
        await(() -> hosts.get(2).leads(group));

        end(1);
        write(hosts.get(0), group, "k=w");
        assertThat(readBeside(2, "k")).isEqualTo("w");
    }

    @Test
    void aHostIsTakenInAsALearner() throws Exception {
        open(members.subList(0, 3));
        write(hosts.get(0), group, "k=v");

        assertThat(hosts.get(3).open(group, withLearners(3))).isEqualTo(Opening.OPENED);
        hosts.get(1).change(group, withLearners(3));

        assertThat(readBeside(3, "k")).isEqualTo("v");
        end(3);
        begin(3);
        assertThat(readBeside(3, "k")).isEqualTo("v");
    }

    @Test
    void aGroupOfLearnersAloneIsRefused() throws Exception {
        open(members.subList(0, 3));

        assertThatThrownBy(() -> hosts.get(0).change(group, withLearners(0, 1, 2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without a voter");
    }

    /** By what its leader knows. */
    private boolean learnerHas(long entry) throws IOException {
        return hosts.get(2).view(group).members().stream()
                .filter(member -> member.voice() == Voice.LEARNER)
                .allMatch(member -> member.progress().orElseThrow().matched() >= entry);
    }

    private void open(List<GroupMember> all) throws IOException {
        for (int i = 0; i < all.size(); i++) {
            assertThat(hosts.get(i).open(group, all)).isEqualTo(Opening.OPENED);
        }
    }

    private List<GroupMember> withLearners(int... learners) {
        List<GroupMember> changed = new ArrayList<>(members);
        for (int index : learners) {
            GroupMember member = members.get(index);
            changed.set(index, GroupMember.learner(member.host(), member.aliveSince()));
        }
        return changed;
    }

    private String readBeside(int index, String key) throws IOException {
        RaftClientReply reply = hosts.get(index)
                .client(group)
                .io()
                .sendReadOnly(Message.valueOf(key), peers.get(index).getId());
        return reply.getMessage().getContent().toStringUtf8();
    }
}
