package io.beemesh.raft.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Of three members two are gone. */
class AloneTest extends FourHosts {
    private final UUID after = UUID.randomUUID();

    @Test
    void theThirdGoesOnWithAllThatItHas() throws Exception {
        UUID before = twoAreGone();

        hosts.getFirst().goOnAlone(before, after);

        await(() -> hosts.getFirst().leads(after));
        assertThat(read(hosts.getFirst(), after, "k")).isEqualTo("v");
        write(hosts.getFirst(), after, "k=w");
        assertThat(hosts.getFirst().groups()).containsExactly(after);
    }

    @Test
    void itTakesOthersInAndOutlivesARestart() throws Exception {
        UUID before = twoAreGone();
        hosts.getFirst().goOnAlone(before, after);
        GroupMember fourth =
                GroupMember.learner(members.getLast().host(), members.getLast().aliveSince());
        assertThat(hosts.getLast().open(after, List.of(members.getFirst(), fourth)))
                .isEqualTo(Opening.OPENED);
        await(() -> hosts.getFirst().leads(after));

        hosts.getFirst().change(after, List.of(members.getFirst(), fourth));
        await(() -> hosts.getLast().view(after).applied()
                >= hosts.getFirst().view(after).committed());
        end(0);
        begin(0);

        await(() -> read(hosts.getFirst(), after, "k").equals("v"));
        hosts.getFirst().goOnAlone(before, after);
        assertThat(hosts.getFirst().groups()).containsExactly(after);
    }

    @Test
    void whatWasBrokenOffIsTakenUp() throws Exception {
        UUID before = twoAreGone();
        hosts.getFirst().goOnAlone(before, after);
        await(() -> hosts.getFirst().leads(after));
        end(0);
        Files.move(
                folder(peers.getFirst()).resolve(after.toString()),
                folder(peers.getFirst()).resolve(after + ".draft"));
        begin(0);
        assertThat(hosts.getFirst().groups()).isEmpty();

        hosts.getFirst().goOnAlone(before, after);

        await(() -> read(hosts.getFirst(), after, "k").equals("v"));
    }

    @Test
    void nothingComesOfNothing() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> hosts.getFirst().goOnAlone(UUID.randomUUID(), after))
                .withMessageContaining("nothing is stored here");
        assertThat(hosts.getFirst().groups()).isEmpty();
    }

    private UUID twoAreGone() throws Exception {
        UUID before = open(1).getFirst();
        write(hosts.get(1), before, "k=v");
        await(() -> hosts.get(2).leads(before));
        await(() -> hosts.getFirst().view(before).applied()
                >= hosts.get(2).view(before).committed());
        end(2);
        end(1);
        return before;
    }
}
