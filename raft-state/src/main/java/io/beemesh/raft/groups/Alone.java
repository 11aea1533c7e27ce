package io.beemesh.raft.groups;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;

/**
 * The configuration of a group that one member makes up when the others are gone: itself alone. It is put where Ratis
 * looks for a configuration when it starts, as its own shell does ({@code ratis sh local raftMetaConf}).
 *
 * @param self the only member
 * @param index of the log, after all configurations that the member knows
 */
record Alone(RaftPeer self, long index) {
    private static final Path MADE_UP = Path.of("alone.conf");
    private static final Path USED = Path.of("current", "raft-meta.conf");

    static Alone of(RaftServer.Division division) {
        return new Alone(
                RaftPeer.newBuilder().setId(division.getId()).build(),
                division.getRaftConf().getLogEntryIndex() + 1);
    }

    /** Writes it into the folder of the group, where it has no effect yet. */
    void write(Path folder) throws IOException {
        LogEntryProto entry = LogEntryProto.newBuilder()
                .setIndex(index)
                .setConfigurationEntry(RaftConfigurationProto.newBuilder()
                        .addPeers(self.getRaftPeerProto().toBuilder().setStartupRole(RaftPeerRole.FOLLOWER)))
                .build();
        try (FileOutputStream out = new FileOutputStream(folder.resolve(MADE_UP).toFile())) {
            entry.writeTo(out);
            out.getFD().sync();
        }
    }

    /** Has it take effect, once. */
    static void take(Path folder) throws IOException {
        if (Files.exists(folder.resolve(MADE_UP))) {
            Files.move(folder.resolve(MADE_UP), folder.resolve(USED), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
