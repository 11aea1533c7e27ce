package io.beemesh.raft.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Groups come and go, and their members. */
class GroupHostTest extends FourHosts {
    @Test
    void groupWithoutMembersIsRefused() throws IOException {
        UUID group = UUID.randomUUID();

        assertThatThrownBy(() -> hosts.getFirst().open(group, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(group.toString())
                .hasMessageContaining("expected: those that it has now, or begins with");
        assertThat(hosts.getFirst().groups()).isEmpty();
    }

    @Test
    void theHostThatIsAliveForTheLongestLeadsAllGroups() throws Exception {
        List<UUID> groups = open(12);

        for (UUID group : groups) {
            write(hosts.get(0), group, "of=" + group);
            await(() -> hosts.get(2).leads(group));
        }
        for (UUID group : groups) {
            assertThat(read(hosts.get(1), group, "of")).isEqualTo(group.toString());
        }
        assertThat(hosts.get(0).open(groups.getFirst(), members)).isEqualTo(Opening.ALREADY_OPEN);
        assertThat(hosts.get(0).groups()).containsExactlyInAnyOrderElementsOf(groups);
    }

    @Test
    void aHostTakesTheOldestsPlaceAndNothingIsLeftOfIt() throws Exception {
        List<UUID> groups = open(2);
        UUID group = groups.getFirst();
        UUID other = groups.getLast();
        write(hosts.get(0), group, "k=v");
        write(hosts.get(0), other, "k=w");
        await(() -> hosts.get(2).leads(group));
        List<GroupMember> afterwards = List.of(members.get(0), members.get(1), members.get(3));

        assertThat(hosts.get(2).drain(Duration.ofSeconds(10))).isEmpty();
        assertThat(hosts.get(2).leads(group)).isFalse();
        assertThat(hosts.get(3).open(group, members.subList(0, 3))).isEqualTo(Opening.OPENED);
        hosts.get(0).change(group, afterwards);
        assertThat(hosts.get(2).leave(group)).isTrue();

        await(() -> hosts.get(1).leads(group));
        assertThat(read(hosts.get(3), group, "k")).isEqualTo("v");
        assertThat(hosts.get(2).leave(group)).isFalse();
        assertThat(hosts.get(2).groups()).isEqualTo(Set.of(other));
        assertThat(folder(peers.get(2)).resolve(group.toString())).doesNotExist();
        assertThat(folder(peers.get(2)).resolve(other.toString())).exists();
        assertThat(read(hosts.get(2), other, "k")).isEqualTo("w");
    }

    @Test
    void groupsAreThereAgainAfterARestart() throws Exception {
        UUID group = open(1).getFirst();
        write(hosts.get(0), group, "k=v");

        end(0);
        begin(0);

        assertThat(hosts.get(0).groups()).containsExactly(group);
        assertThat(read(hosts.get(0), group, "k")).isEqualTo("v");
    }
}
