package io.beemesh.raft.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A change of members that fails, as one of those who were to come was away. */
class FailedChangeTest extends FourHosts {
    /** Ratis waits for three times the longest time of an election. */
    private static final Duration GIVEN_UP = LEADER_LOST.multipliedBy(2 * 3 + 4);

    private static final Duration SOON = Duration.ofSeconds(30);

    private final UUID group = UUID.randomUUID();

    @Test
    void membersThatGotTheSnapshotBeforeTheChangeFailedAreTakenInByTheNext() throws Exception {
        beginWithSnapshot();
        List<GroupMember> wanted = List.of(members.get(2), members.get(1), learner(0));
        openForTakingIn(1);

        CompletableFuture<Void> change = CompletableFuture.runAsync(() -> changeUntilMade(wanted));
        await(() -> hosts.get(1).view(group).committed() > 0);
        // Ratis gives up a change, and is asked again, while the other one is away.
        assertThat(new CountDownLatch(1).await(GIVEN_UP.toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
        openForTakingIn(0);

        assertThat(change).succeedsWithin(SOON);
        await(() -> hosts.get(0).view(group).members().size() == 3);
        assertThat(read(hosts.get(1), group, "k")).isEqualTo("v");
    }

    /** As whoever looks after a group does. */
    private void changeUntilMade(List<GroupMember> wanted) {
        long end = System.nanoTime() + SOON.toNanos();
        for (boolean made = false; !made; ) {
            try {
                hosts.get(2).change(group, wanted);
                made = true;
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Alone; whoever comes gets a snapshot first. */
    private void beginWithSnapshot() throws Exception {
        assertThat(hosts.get(2).open(group, members.subList(2, 3))).isEqualTo(Opening.OPENED);
        write(hosts.get(2), group, "k=v");
        end(2);
        begin(2);
        await(() -> hosts.get(2).leads(group));
    }

    private void openForTakingIn(int index) throws IOException {
        assertThat(hosts.get(index).open(group, List.of(members.get(2), learner(index))))
                .isEqualTo(Opening.OPENED);
    }

    private GroupMember learner(int index) {
        GroupMember member = members.get(index);
        return GroupMember.learner(member.host(), member.aliveSince());
    }
}
