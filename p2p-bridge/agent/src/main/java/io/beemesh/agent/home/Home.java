package io.beemesh.agent.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.agent.journal.DurableFile;
import io.beemesh.agent.membership.Affiliations;
import io.beemesh.agent.membership.AffiliationsJson;
import io.beemesh.libp2p.identity.KeyPair;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The folder of an agent: its key, its membership, its settings, and what its rooms keep. Any thread. */
public final class Home {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path OF_ROOT = Path.of("/var/lib/beemesh");
    private static final String KEY = "identity.key";
    private static final String MEMBERSHIP = "membership.json";
    private static final int VERSION = 2;

    /** A lock of a file keeps other processes out, this one other threads. */
    private static final ReentrantLock CHANGING = new ReentrantLock();

    private final Path folder;

    private Home(Path folder) {
        this.folder = folder;
    }

    /** The folder that the environment names, or the usual one; made if it is not there, for its owner only. */
    public static Home open() throws IOException {
        String named = System.getenv("BEEMESH_HOME");
        if (named != null && !named.isEmpty()) {
            return at(Path.of(named).toAbsolutePath());
        }
        boolean root = "root".equals(System.getProperty("user.name"));
        Path usual = root ? OF_ROOT : Path.of(System.getProperty("user.home"), ".local/share/beemesh");
        return at(usual);
    }

    /** A folder; made if it is not there. */
    public static Home at(Path folder) throws IOException {
        return new Home(DurableFile.folder(folder));
    }

    /** The folder itself. */
    public Path folder() {
        return folder;
    }

    /** Something in it. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Where the membership is. */
    public Path membershipFile() {
        return file(MEMBERSHIP);
    }

    /** This host's key, if it has one. */
    public Optional<KeyPair> key() throws IOException {
        Path file = file(KEY);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] seed = Files.readAllBytes(file);
        if (seed.length != KeyPair.SEED_BYTES) {
            throw new IOException(file + " has " + seed.length + " bytes (expected: " + KeyPair.SEED_BYTES
                    + "); restore it from a backup, or remove it and join anew");
        }
        return Optional.of(KeyPair.ofSeed(seed));
    }

    /** The key of a host that has joined. */
    public KeyPair identity() throws IOException {
        return key().orElseThrow(() ->
                new IOException(file(KEY) + " is not there; restore it from a backup, or leave and join"));
    }

    /** Keeps a key; it survives a power cut. */
    public void keep(KeyPair key) throws IOException {
        DurableFile.replace(file(KEY), key.seed(), true);
    }

    /**
     * What came of joining.
     *
     * @param leaving the ids of clusters that were left and whose pods are not all gone yet
     * @param joinedAtMillis since the epoch
     */
    public record Membership(
            Affiliations affiliations, Set<String> leaving, HostSettings settings, long joinedAtMillis) {
        /** Copies the set. */
        public Membership {
            leaving = Set.copyOf(leaving);
        }

        /** A copy with other affiliations; a cluster among them is not left any more. */
        public Membership with(Affiliations others) {
            Set<String> left = new TreeSet<>(leaving);
            others.places().forEach(place -> left.remove(place.cluster().id()));
            return new Membership(others, left, settings, joinedAtMillis);
        }

        /** A copy without clusters, whose pods are to go. */
        public Membership leave(Predicate<Affiliations.Place> which) {
            Set<String> more = new TreeSet<>(leaving);
            affiliations.places().stream()
                    .filter(which)
                    .map(place -> place.cluster().id())
                    .filter(id -> !id.isEmpty())
                    .forEach(more::add);
            return new Membership(affiliations.without(which), more, settings, joinedAtMillis);
        }

        /** A copy that knows that the pods of left clusters are gone. */
        public Membership left(Set<String> gone) {
            Set<String> fewer = new TreeSet<>(leaving);
            fewer.removeAll(gone);
            return new Membership(affiliations, fewer, settings, joinedAtMillis);
        }
    }

    /** Keeps a first membership; it survives a power cut. */
    public void keep(Membership membership) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION).put("joinedAtMillis", membership.joinedAtMillis());
        AffiliationsJson.write(membership.affiliations(), root);
        ArrayNode leaving = root.putArray("leaving");
        new TreeSet<>(membership.leaving()).forEach(leaving::add);
        membership.settings().write(root.putObject("settings"));
        byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
        DurableFile.replace(membershipFile(), text, true);
    }

    /**
     * Changes the membership, while no other thread and no other process does; nothing is written if nothing changes.
     *
     * @return what is kept now
     * @throws IOException if there is none, or it cannot be kept
     */
    public Membership change(UnaryOperator<Membership> change) throws IOException {
        CHANGING.lock();
        try (FileChannel channel = openLock("membership.lock");
                var held = channel.lock()) {
            Membership before = membership()
                    .orElseThrow(() -> new IOException(membershipFile() + " is no longer there: this host has left"));
            Membership after = change.apply(before);
            if (held.isValid() && !after.equals(before)) {
                keep(after);
            }
            return after;
        } finally {
            CHANGING.unlock();
        }
    }

    /** The membership, if this host has joined. */
    public Optional<Membership> membership() throws IOException {
        Path file = membershipFile();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (root.path("version").asInt() > VERSION) {
                throw new IOException(file + " is of version " + root.path("version") + " (expected: at most " + VERSION
                        + "); run the agent that wrote it, or a later one");
            }
            Set<String> leaving = new TreeSet<>();
            root.path("leaving").forEach(cluster -> leaving.add(cluster.asText()));
            return Optional.of(new Membership(
                    AffiliationsJson.read(root),
                    leaving,
                    HostSettings.read(root.path("settings")),
                    root.path("joinedAtMillis").asLong()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage() + "; leave and join anew", e);
        }
    }

    /** When the membership was last written; the epoch if there is none. */
    public FileTime membershipWritten() throws IOException {
        return Files.exists(membershipFile()) ? Files.getLastModifiedTime(membershipFile()) : FileTime.fromMillis(0);
    }

    /** A number that grows with each call, also over restarts and if the clock goes back. */
    public long nextIncarnation(long nowMillis) throws IOException {
        Path file = file("incarnation");
        String last = Files.exists(file) ? Files.readString(file).strip() : "0";
        long next = Math.max(last.matches("[0-9]{1,18}") ? Long.parseLong(last) + 1 : 1, nowMillis);
        DurableFile.replace(file, Long.toString(next).getBytes(StandardCharsets.US_ASCII), true);
        return next;
    }

    /** Keeps other agents out of this folder until it is closed; empty if one is in. */
    public Optional<FileChannel> lock() throws IOException {
        FileChannel channel = openLock("lock");
        try {
            if (channel.tryLock() != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException sameProcess) {
            channel.close();
            return Optional.empty();
        }
        channel.close();
        return Optional.empty();
    }

    /** Whether an agent is in this folder right now. */
    public boolean isRunning() throws IOException {
        Optional<FileChannel> free = lock();
        if (free.isPresent()) {
            free.get().close();
        }
        return free.isEmpty();
    }

    private FileChannel openLock(String name) throws IOException {
        return FileChannel.open(
                file(name), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), DurableFile.OWNER_ONLY);
    }

    /** Forgets key, membership and all that was kept. */
    public void forget() throws IOException {
        for (String name : List.of(MEMBERSHIP, KEY, "incarnation", "heard")) {
            DurableFile.remove(file(name));
        }
    }
}
