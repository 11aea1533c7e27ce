package io.beemesh.raft.groups;

import io.beemesh.libp2p.identity.PeerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a host has of its groups on the disk: a folder each, which says whose it is. One that says nothing is taken for
 * what its name says, for a crash may have come first.
 *
 * @param root of all of them
 * @param self the host
 */
record GroupFolders(Path root, PeerId self) {
    private static final String OWNER = "owner";

    /** Goes on to be made into another group's. */
    private static final String DRAFT = ".draft";

    /** The folder of one. */
    Path of(UUID group) {
        return root.resolve(group.toString());
    }

    /** The groups that have a folder. */
    List<UUID> all() throws IOException {
        List<UUID> groups = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return groups;
        }
        try (Stream<Path> folders = Files.list(root)) {
            folders.forEach(folder -> group(folder).ifPresent(groups::add));
        }
        return groups;
    }

    private static Optional<UUID> group(Path folder) {
        try {
            return Optional.of(UUID.fromString(folder.getFileName().toString()));
        } catch (IllegalArgumentException e) {
            // Somebody else's.
            return Optional.empty();
        }
    }

    /**
     * Refuses what came here from elsewhere: a member with another one's data would vote twice.
     *
     * @throws IOException if it is of another group, or of another host
     */
    void check(UUID group) throws IOException {
        Path file = of(group).resolve(OWNER);
        String expected = owner(group);
        if (Files.exists(file) && !Files.readString(file).equals(expected)) {
            throw new IOException(file + " is '" + Files.readString(file).strip() + "' (expected: '" + expected.strip()
                    + "'): the data is another group's or another host's");
        }
    }

    /** Says whose it is; survives a power cut. */
    void sign(UUID group) throws IOException {
        sign(of(group), owner(group));
    }

    private static void sign(Path folder, String owner) throws IOException {
        Path draft = folder.resolve(OWNER + DRAFT);
        try (FileChannel out = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer words = ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8));
            while (words.hasRemaining()) {
                var ignored = out.write(words);
            }
            out.force(true);
        }
        Files.move(draft, folder.resolve(OWNER), StandardCopyOption.ATOMIC_MOVE);
    }

    private String owner(UUID group) {
        return "group " + group + " on " + self + "\n";
    }

    /** What is to be done to a folder before it is another group's. */
    @FunctionalInterface
    interface Rewriting {
        void rewrite(Path folder) throws IOException;
    }

    /**
     * Makes the folder of one group that of another, whole or not at all. Takes up what was broken off.
     *
     * @throws IOException if there is nothing of the group
     */
    void hand(UUID from, UUID to, Rewriting rewriting) throws IOException {
        Path draft = root.resolve(to + DRAFT);
        if (Files.isDirectory(of(from))) {
            Files.move(of(from), draft, StandardCopyOption.ATOMIC_MOVE);
        }
        if (!Files.isDirectory(draft)) {
            throw new IOException("nothing is stored here of group " + from + " (expected: a member's data)");
        }
        rewriting.rewrite(draft);
        sign(draft, owner(to));
        Files.move(draft, of(to), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes what there is of a group. Idempotent. */
    void erase(UUID group) throws IOException {
        if (!Files.exists(of(group))) {
            return;
        }
        try (Stream<Path> all = Files.walk(of(group))) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
