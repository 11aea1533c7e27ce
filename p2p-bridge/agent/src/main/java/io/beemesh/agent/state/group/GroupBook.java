package io.beemesh.agent.state.group;

import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.agent.journal.DurableFile;
import io.beemesh.agent.journal.Seal;
import io.beemesh.agent.membership.KnownCluster;
import io.beemesh.mesh.wire.StateGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What providers ordered of groups, one sealed file each. One that cannot be read is passed over and logged: its
 * provider orders it again. Any thread, for different groups.
 */
final class GroupBook {
    private static final Logger LOG = LoggerFactory.getLogger(GroupBook.class);
    private static final String ORDER = ".group";
    private static final int FILE_BYTES_MAX = 1 << 20;

    private final Path folder;
    private final Seal seal;

    /** In a folder, which is made when there is something to keep. */
    GroupBook(Path folder, Seal seal) {
        this.folder = folder;
        this.seal = seal;
    }

    /**
     * Refuses what could not be a file's name.
     *
     * @throws IllegalArgumentException the cluster or the workload has no name that one can have, or it was begun anew
     *     more often than anybody asks for
     */
    static UUID checked(StateGroup order) {
        if (!KnownCluster.isId(order.getClusterId())) {
            throw new IllegalArgumentException("cluster '" + order.getClusterId() + "' (expected: a cluster's id)");
        }
        if (order.getIncarnation() < 0 || order.getIncarnation() > Incarnation.MOST) {
            throw new IllegalArgumentException("incarnation " + Integer.toUnsignedString(order.getIncarnation())
                    + " (expected: " + Incarnation.MOST + " at most)");
        }
        return UUID.fromString(order.getUid());
    }

    /** All that is kept. */
    List<StateGroup> load() throws IOException {
        List<StateGroup> orders = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return orders;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(ORDER)).toList()) {
                read(file, orders);
            }
        }
        return orders;
    }

    private void read(Path file, List<StateGroup> into) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            LOG.atWarn().addKeyValue("file", file).log("an order of a group is too long to be one");
            return;
        }
        try {
            StateGroup order = StateGroup.parseFrom(seal.open(file.getFileName().toString(), Files.readAllBytes(file)));
            UUID ignored = checked(order);
            into.add(order);
        } catch (GeneralSecurityException | InvalidProtocolBufferException | IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("error", e.getMessage())
                    .log("an order of a group cannot be read; it is waited for");
        }
    }

    /** Keeps an order; it survives a power cut once this returned. */
    void keep(StateGroup order) throws IOException {
        String name = checked(order) + ORDER;
        byte[] sealed = seal.close(name, order.toByteArray());
        DurableFile.replace(DurableFile.folder(folder).resolve(name), sealed, /* synced= */ true);
    }

    /** Forgets a group; one that is not there is no error. */
    void forget(UUID group) throws IOException {
        if (Files.isDirectory(folder)) {
            DurableFile.remove(folder.resolve(group + ORDER));
        }
    }
}
