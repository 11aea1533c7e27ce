package io.beemesh.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.agent.journal.DurableFile;
import io.beemesh.agent.link.Affiliation;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.wire.SignedRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The folder of an agent: its key, its membership, its settings, and what its rooms keep. */
final class Home {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path OF_ROOT = Path.of("/var/lib/beemesh");

    private final Path folder;

    private Home(Path folder) {
        this.folder = folder;
    }

    /** The folder that the environment names, or the usual one; made if it is not there, for its owner only. */
    static Home open() throws IOException {
        String named = System.getenv("BEEMESH_HOME");
        if (named != null && !named.isEmpty()) {
            return at(Path.of(named).toAbsolutePath());
        }
        boolean root = "root".equals(System.getProperty("user.name"));
        Path usual = root ? OF_ROOT : Path.of(System.getProperty("user.home"), ".local/share/beemesh");
        return at(usual);
    }

    /** A folder; made if it is not there. */
    static Home at(Path folder) throws IOException {
        return new Home(DurableFile.folder(folder));
    }

    Path folder() {
        return folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** This host's key, made at the first call. */
    KeyPair identity() throws IOException {
        Path file = file("identity.key");
        if (!Files.exists(file)) {
            KeyPair made = KeyPair.generate();
            DurableFile.replace(file, made.seed(), true);
            return made;
        }
        byte[] seed = Files.readAllBytes(file);
        if (seed.length != KeyPair.SEED_BYTES) {
            throw new IOException(file + " has " + seed.length + " bytes (expected: " + KeyPair.SEED_BYTES
                    + "); restore it from a backup, or remove it and join anew");
        }
        return KeyPair.ofSeed(seed);
    }

    /**
     * What came of joining.
     *
     * @param joinedAtMillis since the epoch
     */
    record Membership(Affiliation affiliation, HostSettings settings, long joinedAtMillis) {
        /** A copy with another record. */
        Membership with(SignedRecord record) {
            Affiliation renewed = new Affiliation(affiliation.trust(), record, affiliation.addresses());
            return new Membership(renewed, settings, joinedAtMillis);
        }
    }

    /** Keeps a membership; it survives a power cut. */
    void keep(Membership membership) throws IOException {
        Affiliation affiliation = membership.affiliation();
        ObjectNode root = JSON.createObjectNode();
        root.put("version", 1).put("mesh", affiliation.trust().mesh());
        root.put("authority", base64(affiliation.trust().authority().protobuf()));
        root.put("record", base64(affiliation.record().toByteArray()));
        root.put("joinedAtMillis", membership.joinedAtMillis());
        ArrayNode addresses = root.putArray("addresses");
        affiliation.addresses().forEach(address -> addresses.add(address.toString()));
        membership.settings().write(root.putObject("settings"));
        byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
        DurableFile.replace(file("membership.json"), text, true);
    }

    /** The membership, if this host has joined. */
    Optional<Membership> membership() throws IOException {
        Path file = file("membership.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            PublicKey authority = PublicKey.ofProtobuf(bytes(root.path("authority")));
            List<Multiaddr> addresses = new ArrayList<>();
            root.path("addresses").forEach(address -> addresses.add(Multiaddr.parse(address.asText())));
            Affiliation affiliation = new Affiliation(
                    new Trust(authority, root.path("mesh").asText()),
                    SignedRecord.parseFrom(bytes(root.path("record"))),
                    addresses);
            HostSettings settings = HostSettings.read(root.path("settings"));
            return Optional.of(new Membership(
                    affiliation, settings, root.path("joinedAtMillis").asLong()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage() + "; leave and join anew", e);
        }
    }

    /** A number that grows with each call, also over restarts and if the clock goes back. */
    long nextIncarnation(long nowMillis) throws IOException {
        Path file = file("incarnation");
        String last = Files.exists(file) ? Files.readString(file).strip() : "0";
        long next = Math.max(last.matches("[0-9]{1,18}") ? Long.parseLong(last) + 1 : 1, nowMillis);
        DurableFile.replace(file, Long.toString(next).getBytes(StandardCharsets.US_ASCII), true);
        return next;
    }

    /** Keeps other agents out of this folder until it is closed; empty if one is in. */
    Optional<FileChannel> lock() throws IOException {
        FileChannel channel = FileChannel.open(
                file("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), DurableFile.OWNER_ONLY);
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

    /** Forgets key, membership and all that was kept. */
    void forget() throws IOException {
        for (String name : List.of("membership.json", "identity.key", "incarnation", "heard")) {
            DurableFile.remove(file(name));
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(JsonNode node) {
        return Base64.getDecoder().decode(node.asText());
    }
}
