package io.beemesh.raft.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first host has a small disk. Needs root. */
class FullDiskIT extends FourHosts {
    private static final int DISK_MEGABYTES = 8;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        end(0);
        Files.createDirectories(disk());
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MEGABYTES + "m", "tmpfs", disk().toString());
        begin(0);
        assumeTrue(mounted, "no file system can be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        assertThat(!mounted || run("umount", "--lazy", disk().toString())).isTrue();
    }

    @Test
    void aMemberWithoutRoomIsThereAgainOnceItHasSome() throws Exception {
        UUID group = open(1).getFirst();
        write(hosts.get(1), group, "k=v");
        await(() -> hosts.get(2).leads(group));

        fill();
        assertThat(hosts.get(2).drain(Duration.ofSeconds(10))).isEmpty();
        write(hosts.get(1), group, "k=w");
        end(0);
        empty();
        begin(0);

        await(() -> beside(group).equals("w"));
    }

    @Test
    void aLeaderWithoutRoomLeavesItToOthers() throws Exception {
        UUID group = open(1).getFirst();
        await(() -> hosts.get(2).leads(group));
        hosts.get(1).change(group, oldestFirst());
        await(() -> hosts.get(0).leads(group));

        fill();
        await(() -> !hosts.get(0).leads(group));
        write(hosts.get(1), group, "k=v");
        empty();

        await(() -> beside(group).equals("v"));
    }

    private List<GroupMember> oldestFirst() {
        GroupMember first = members.getFirst();
        return List.of(
                GroupMember.voter(first.host(), first.aliveSince().minus(Duration.ofDays(1))),
                members.get(1),
                members.get(2));
    }

    private String beside(UUID group) throws IOException {
        RaftClientReply reply = hosts.get(0)
                .client(group)
                .io()
                .sendReadOnly(Message.valueOf("k"), peers.get(0).getId());
        return reply.getMessage().getContent().toStringUtf8();
    }

    private Path disk() {
        return folder(peers.getFirst());
    }

    private Path filler() {
        return disk().resolve("filler");
    }

    private void fill() {
        byte[] piece = new byte[4 << 10];
        try (OutputStream out = Files.newOutputStream(filler())) {
            for (int written = 0; written < DISK_MEGABYTES << 20; written += piece.length) {
                out.write(piece);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }

    private void empty() throws IOException {
        Files.delete(filler());
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }
}
