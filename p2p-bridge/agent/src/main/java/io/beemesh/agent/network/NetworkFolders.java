package io.beemesh.agent.network;

import io.beemesh.agent.system.FileTree;
import io.beemesh.agent.system.Tmpfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * What is remembered of networks: a folder for each, with shared memory mounted in it and a file that says whose it is.
 * A folder without that file is nobody's.
 */
final class NetworkFolders {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String RECORD = "holder";
    private static final int RECORD_LINES = 6;
    /** A line that earlier agents look for, and wrote the pod's host name in. */
    private static final String UNUSED = "-";

    private final Path parent;
    private final RandomGenerator random;

    private NetworkFolders(Path parent, RandomGenerator random) {
        this.parent = parent;
        this.random = random;
    }

    /** Those in a folder, which is made if it is not there. */
    static NetworkFolders open(Path parent, RandomGenerator random) throws IOException {
        // As mountinfo names it: without symbolic links.
        return new NetworkFolders(Files.createDirectories(parent).toRealPath(), random);
    }

    /**
     * An empty folder, whose name is also that of a network device. It is not used again: a device goes only some time
     * after its namespace did.
     */
    Path create() throws IOException {
        return Files.createDirectory(parent.resolve("bm" + HexFormat.of().toHexDigits(random.nextInt())));
    }

    /** Writes down whose a network is; in one step. */
    static void claim(PodNetwork network, String pod) throws IOException {
        Path written = network.folder().resolve(RECORD + ".new");
        Files.write(
                written,
                List.of(
                        pod,
                        Long.toString(network.holder().pid()),
                        Long.toString(network.holder().startTicks()),
                        UNUSED,
                        network.address(),
                        bootId()));
        Files.move(written, network.folder().resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Networks by their pods. Folders that are nobody's are removed. */
    Map<String, PodNetwork> load() throws IOException {
        Map<String, PodNetwork> networks = new HashMap<>();
        try (Stream<Path> folders = Files.list(parent)) {
            for (Path folder : folders.toList()) {
                Optional<List<String>> record = read(folder);
                if (record.isPresent()) {
                    List<String> lines = record.get();
                    long startTicks = lines.get(5).equals(bootId()) ? Long.parseLong(lines.get(2)) : ProcessId.NEVER;
                    ProcessId holder = new ProcessId(Long.parseLong(lines.get(1)), startTicks);
                    networks.put(lines.getFirst(), new PodNetwork(holder, lines.get(4), folder));
                } else {
                    remove(folder);
                }
            }
        }
        return networks;
    }

    /** Whether a pod's network is remembered in a folder, which need not be there. */
    static boolean isAnyClaimed(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return false;
        }
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.anyMatch(folder -> Files.exists(folder.resolve(RECORD)));
        }
    }

    private static String bootId() throws IOException {
        return Files.readString(BOOT_ID).strip();
    }

    private static Optional<List<String>> read(Path folder) throws IOException {
        try {
            List<String> lines = Files.readAllLines(folder.resolve(RECORD));
            boolean whole = lines.size() == RECORD_LINES
                    && lines.stream().skip(1).limit(2).allMatch(line -> line.matches("[0-9]{1,18}"));
            return whole ? Optional.of(lines) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Unmounts and removes a folder. */
    static void remove(Path folder) throws IOException {
        Tmpfs.unmountBelow(folder);
        FileTree.delete(folder);
    }
}
