package io.beemesh.raft.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every member knows for how long it has been without a quorum. */
class QuorumAgeTest extends FourHosts {
    @Test
    void isYoungWhileThereIsAQuorum() throws Exception {
        UUID group = open(1).getFirst();
        await(() -> hosts.get(2).leads(group));

        for (GroupHost host : hosts.subList(0, 3)) {
            await(() -> host.view(group).hasQuorum(LEADER_LOST));
        }
    }

    @Test
    void growsWhenALeaderIsLeftAloneAndAlsoOnceItHasSteppedDown() throws Exception {
        UUID group = open(1).getFirst();
        await(() -> hosts.get(2).leads(group));
        write(hosts.get(0), group, "k=v");
        end(0);
        end(1);

        await(() -> !hosts.get(2).leads(group));
        Duration afterwards = age(2, group);
        assertThat(afterwards).isGreaterThan(LEADER_LOST);
        await(() -> age(2, group).compareTo(LEADER_LOST.multipliedBy(6)) > 0);

        begin(0);
        await(() -> hosts.get(2).view(group).hasQuorum(LEADER_LOST));
    }

    @Test
    void growsWhenAFollowerIsLeftAlone() throws Exception {
        UUID group = open(1).getFirst();
        await(() -> hosts.get(2).leads(group));
        await(() -> hosts.get(0).view(group).hasQuorum(LEADER_LOST));
        end(1);
        end(2);

        await(() -> age(0, group).compareTo(LEADER_LOST.multipliedBy(6)) > 0);
    }

    @Test
    void isUnknownAfterAStartWithoutAQuorum() throws Exception {
        UUID group = open(1).getFirst();
        await(() -> hosts.get(2).leads(group));
        end(0);
        end(1);
        end(2);

        begin(0);

        assertThat(hosts.get(0).view(group).quorumAge()).isEmpty();
        assertThat(hosts.get(0).view(group).hasQuorum(LEADER_LOST)).isFalse();
    }

    private Duration age(int index, UUID group) throws Exception {
        return hosts.get(index).view(group).quorumAge().orElseThrow();
    }
}
