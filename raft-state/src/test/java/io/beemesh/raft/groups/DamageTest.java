package io.beemesh.raft.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The first host's data of one of its two groups is not what it was. */
class DamageTest extends FourHosts {
    @Test
    void aBrokenLogIsRefusedAndTheOtherGroupGoesOn() throws Exception {
        List<UUID> groups = written();
        end(0);
        breakFile(log(groups.getFirst()));
        begin(0);

        assertThat(hosts.getFirst().damaged()).containsOnlyKeys(groups.getFirst());
        assertThat(hosts.getFirst().groups()).containsExactly(groups.getLast());
        await(() -> read(hosts.getFirst(), groups.getLast(), "k").equals("v"));
    }

    @Test
    void aLogWhoseEndIsMissingIsWhole() throws Exception {
        List<UUID> groups = written();
        end(0);
        Path log = log(groups.getFirst());
        byte[] bytes = Files.readAllBytes(log);
        Files.write(log, java.util.Arrays.copyOf(bytes, bytes.length - 3));
        begin(0);

        assertThat(hosts.getFirst().damaged()).isEmpty();
        await(() -> read(hosts.getFirst(), groups.getFirst(), "k").equals("v"));
    }

    @Test
    void anotherGroupsDataIsRefused() throws Exception {
        List<UUID> groups = written();
        end(0);
        Path first = folder(peers.getFirst()).resolve(groups.getFirst().toString());
        Path last = folder(peers.getFirst()).resolve(groups.getLast().toString());
        Path aside = first.resolveSibling("aside");
        Files.move(first, aside);
        Files.move(last, first);
        Files.move(aside, last);
        begin(0);

        assertThat(hosts.getFirst().damaged().get(groups.getFirst())).contains("another group's");
        assertThat(hosts.getFirst().damaged()).containsOnlyKeys(groups.getFirst(), groups.getLast());
    }

    @Test
    void aMemberWhoseDataIsBrokenIsTakenOutAndInAgain() throws Exception {
        UUID group = written().getFirst();
        end(0);
        breakFile(log(group));
        begin(0);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> hosts.getFirst().open(group, members.subList(0, 3)))
                .withMessageContaining("cannot be read");

        hosts.get(2).change(group, members.subList(1, 3));
        assertThat(hosts.getFirst().leave(group)).isTrue();
        GroupMember first = GroupMember.learner(
                members.getFirst().host(), members.getFirst().aliveSince());
        assertThat(hosts.getFirst().open(group, List.of(first, members.get(1), members.get(2))))
                .isEqualTo(Opening.OPENED);
        hosts.get(2).change(group, members.subList(0, 3));

        await(() -> read(hosts.getFirst(), group, "k").equals("v"));
        assertThat(hosts.getFirst().damaged()).isEmpty();
    }

    private List<UUID> written() throws Exception {
        List<UUID> groups = open(2);
        for (UUID group : groups) {
            write(hosts.get(1), group, "k=v");
            await(() -> hosts.get(2).leads(group));
            await(() -> hosts.getFirst().view(group).applied()
                    >= hosts.get(2).view(group).committed());
        }
        return groups;
    }

    private Path log(UUID group) throws IOException {
        Path current = folder(peers.getFirst()).resolve(group.toString()).resolve("current");
        try (Stream<Path> files = Files.list(current)) {
            return files.filter(file -> file.getFileName().toString().startsWith("log_"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void breakFile(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[20] ^= 0x10;
        Files.write(file, bytes);
    }
}
