package io.beemesh.raft.rpc;

import java.io.File;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.jspecify.annotations.Nullable;

/**
 * Room on the disk of a server. Without any, Ratis replaces what a member has voted by an empty file, and a log that
 * could not be written stays broken: so a server with less than {@value #LEAST_BYTES} bytes takes nothing that is to be
 * stored. Any thread.
 */
final class Space {
    /** More than is written between two looks, unless others fill the disk. */
    static final long LEAST_BYTES = 1 << 20;

    private final RaftProperties properties;

    /** Where groups are, once there is one. */
    private volatile @Nullable File folder;

    private Space(RaftProperties properties) {
        this.properties = properties;
    }

    static Space of(RaftServer server) {
        return new Space(server.getProperties());
    }

    boolean isShort() {
        File known = folder;
        return known == null
                ? isShort(RaftServerConfigKeys.storageDir(properties).getFirst())
                : hasNone(known);
    }

    private boolean isShort(File found) {
        if (!found.isDirectory()) {
            return false;
        }
        folder = found;
        return hasNone(found);
    }

    private static boolean hasNone(File folder) {
        return folder.getUsableSpace() < LEAST_BYTES;
    }

    /** Why nothing can be stored now, if it is so. */
    Optional<IOException> shortage() {
        return isShort() ? Optional.of(refusal()) : Optional.empty();
    }

    /** Asks a server what a client wants; a leader without room does not take what it would have to store. */
    CompletableFuture<RaftClientReply> submit(RaftServer server, RaftClientRequest request) throws IOException {
        return !request.isReadOnly()
                        && server.getDivision(request.getRaftGroupId())
                                .getInfo()
                                .isLeader()
                        && isShort()
                ? CompletableFuture.failedFuture(refusal())
                : server.submitClientRequestAsync(request);
    }

    /** For whoever wants something stored: a client looks for another member then. */
    IOException refusal() {
        return new IOException("less than " + LEAST_BYTES + " bytes are free in " + folder
                + " (expected: room for what is to be stored): free some");
    }
}
