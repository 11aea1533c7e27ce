package io.beemesh.raft.groups;

import io.beemesh.libp2p.identity.PeerId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This host's parts of groups, as Ratis calls them: those that are open, and those whose data cannot be read. Any
 * thread, but one at a time for one group.
 */
final class Divisions {
    private static final Logger LOG = LoggerFactory.getLogger(Divisions.class);

    private final RaftServer server;
    private final GroupFolders folders;
    private final ClientId self = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final Map<UUID, String> damaged = new ConcurrentHashMap<>();

    Divisions(RaftServer server, GroupSettings settings) {
        this.server = server;
        this.folders =
                new GroupFolders(settings.folder(), PeerId.parse(server.getId().toString()));
    }

    /** Opens all that is stored. What cannot be read stays as it is, and keeps nothing else from being open. */
    void recover() throws IOException {
        for (UUID group : folders.all()) {
            try {
                folders.check(group);
                add(RaftGroup.valueOf(RaftGroupId.valueOf(group)), /* format= */ false);
            } catch (IOException | RuntimeException e) {
                LOG.error("a group is not open here, for what is stored of it cannot be read: group={}", group, e);
                damaged.put(group, reason(e));
            }
        }
    }

    /** What Ratis says is that something failed; why, is at the bottom. */
    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    Set<UUID> open() {
        Set<UUID> open = new HashSet<>();
        server.getGroupIds().forEach(group -> open.add(group.getUuid()));
        return open;
    }

    /** Those that cannot be read, and why. */
    Map<UUID, String> damaged() {
        return Map.copyOf(damaged);
    }

    RaftServer.Division get(UUID group) throws IOException {
        return server.getDivision(RaftGroupId.valueOf(group));
    }

    /** Begins a part of which nothing is stored; nor is there, if that fails. */
    void begin(RaftGroup group) throws IOException {
        UUID id = group.getGroupId().getUuid();
        refuseDamaged(id);
        boolean nothing = !Files.exists(folders.of(id));
        boolean begun = false;
        try {
            add(group, /* format= */ true);
            folders.sign(id);
            begun = true;
        } finally {
            if (!begun && nothing && !open().contains(id)) {
                folders.erase(id);
            }
        }
    }

    private void refuseDamaged(UUID group) throws IOException {
        String damage = damaged.get(group);
        if (damage != null) {
            throw new IOException("what is stored here of the group cannot be read: " + damage);
        }
    }

    private void add(RaftGroup group, boolean format) throws IOException {
        check(server.groupManagement(
                GroupManagementRequest.newAdd(self, server.getId(), calls.incrementAndGet(), group, format)));
    }

    /** Closes a part that is open, and deletes what is stored of it if that is wished. */
    void close(UUID group, boolean deleted) throws IOException {
        check(server.groupManagement(GroupManagementRequest.newRemove(
                self,
                server.getId(),
                calls.incrementAndGet(),
                RaftGroupId.valueOf(group),
                deleted,
                /* renameDirectory= */ false)));
    }

    /**
     * Deletes what cannot be read.
     *
     * @return whether there was any
     */
    boolean eraseDamaged(UUID group) throws IOException {
        if (!damaged.containsKey(group)) {
            return false;
        }
        folders.erase(group);
        damaged.remove(group);
        return true;
    }

    /** Makes ready for {@link #goOnAlone} what is open still. */
    void prepareAlone(UUID group) throws IOException {
        Alone.of(get(group)).write(folders.of(group));
    }

    /** Opens, as another group's only member, what is stored of one that was made ready and closed. */
    void goOnAlone(UUID before, UUID after) throws IOException {
        refuseDamaged(before);
        folders.hand(before, after, Alone::take);
        add(RaftGroup.valueOf(RaftGroupId.valueOf(after)), /* format= */ false);
    }

    private static void check(RaftClientReply reply) throws IOException {
        if (!reply.isSuccess()) {
            throw reply.getException() == null ? new IOException("refused: " + reply) : reply.getException();
        }
    }
}
