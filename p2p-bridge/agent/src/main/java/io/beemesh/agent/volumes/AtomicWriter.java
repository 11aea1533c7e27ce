package io.beemesh.agent.volumes;

import io.beemesh.agent.system.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes all files of a volume so that readers see the old ones or the new ones and never a mix
 * (pkg/volume/util/atomic_writer.go): files are in a dated folder, {@code ..data} is a link to it that is replaced by a
 * rename, and the visible names are links through {@code ..data}.
 */
final class AtomicWriter {

    private static final String DATA = "..data";
    private static final String NEW_DATA = "..data_tmp";
    private static final int FOLDER_MODE = 0755;
    private static final int MODE_BITS = 0777;
    private static final DateTimeFormatter DATED =
            DateTimeFormatter.ofPattern("'..'uuuu_MM_dd_HH_mm_ss.").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final int mode;
    private final Ownership ownership;
    private final Clock clock;

    /**
     * For one volume.
     *
     * @param mode the folder's permission bits
     */
    AtomicWriter(Path folder, int mode, Ownership ownership, Clock clock) {
        this.folder = folder;
        this.mode = mode;
        this.ownership = ownership;
        this.clock = clock;
    }

    /** Makes the volume hold exactly these files, whose paths are known to stay inside it; does nothing if it does. */
    void write(Map<String, Payload.FileContents> files) throws IOException {
        ownership.folder(folder, mode);
        Path old = current();
        if (old != null && holdsExactly(old, files)) {
            return;
        }
        Path dated = Files.createTempDirectory(folder, DATED.format(clock.instant()));
        ownership.folder(dated, FOLDER_MODE);
        for (Map.Entry<String, Payload.FileContents> file : files.entrySet()) {
            writeFile(dated, file.getKey(), file.getValue());
        }
        Path link = folder.resolve(NEW_DATA);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, dated.getFileName());
        Files.move(link, folder.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        linkVisible(files.keySet());
        if (old != null) {
            FileTree.delete(old);
        }
    }

    private @Nullable Path current() throws IOException {
        Path data = folder.resolve(DATA);
        return Files.isSymbolicLink(data) ? folder.resolve(Files.readSymbolicLink(data)) : null;
    }

    private void writeFile(Path dated, String path, Payload.FileContents contents) throws IOException {
        Path place = dated;
        Path relative = Path.of(path);
        for (int i = 0; i < relative.getNameCount() - 1; i++) {
            place = place.resolve(relative.getName(i));
            if (!Files.isDirectory(place)) {
                Files.createDirectory(place);
                ownership.folder(place, FOLDER_MODE);
            }
        }
        Path file = place.resolve(relative.getFileName());
        Files.write(
                file,
                contents.bytes(),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        if (contents.owner().isPresent()) {
            Ownership.give(file, contents.owner().getAsLong());
        }
        ownership.file(file, contents.mode());
    }

    private static boolean holdsExactly(Path dated, Map<String, Payload.FileContents> files) throws IOException {
        Set<String> there = new HashSet<>();
        try (Stream<Path> paths = Files.walk(dated)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                there.add(dated.relativize(path).toString());
            }
        }
        Set<String> wanted =
                files.keySet().stream().map(p -> Path.of(p).toString()).collect(Collectors.toSet());
        if (!there.equals(wanted)) {
            return false;
        }
        for (Map.Entry<String, Payload.FileContents> file : files.entrySet()) {
            if (!isSame(dated.resolve(file.getKey()), file.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Path file, Payload.FileContents wanted) throws IOException {
        int mode = (Integer) Files.getAttribute(file, "unix:mode") & MODE_BITS;
        return (mode & wanted.mode()) == (wanted.mode() & MODE_BITS)
                && Files.size(file) == wanted.bytes().length
                && Arrays.equals(Files.readAllBytes(file), wanted.bytes());
    }

    private void linkVisible(Set<String> paths) throws IOException {
        Set<Path> wanted = paths.stream().map(p -> Path.of(p).getName(0)).collect(Collectors.toSet());
        for (Path name : wanted) {
            Path visible = folder.resolve(name);
            if (!Files.exists(visible, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(visible, Path.of(DATA).resolve(name));
            }
        }
        List<Path> there;
        try (Stream<Path> entries = Files.list(folder)) {
            there = entries.filter(Files::isSymbolicLink).toList();
        }
        for (Path visible : there) {
            Path name = visible.getFileName();
            if (name != null && !name.toString().startsWith("..") && !wanted.contains(name)) {
                Files.delete(visible);
            }
        }
    }
}
