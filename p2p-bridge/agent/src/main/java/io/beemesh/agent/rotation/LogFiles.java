package io.beemesh.agent.rotation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one container's log, in its folder: the current one and those that it was before, numbered in their
 * order. The highest number is a second name of the current file. So when conmon, which writes it, puts a new file in
 * its place, the old one stays, whole, and nobody has to be quick.
 *
 * <p>At most {@value #FILES_MAX}, of the length at which conmon begins a new one. All but the last two are compressed,
 * as the kubelet leaves the newest rotated one to whoever still reads it. Any thread; each call may be repeated.
 *
 * <p><i>Source:</i> kubelet, logs/container_log_manager.go; containerLogMaxFiles.
 *
 * @param current where conmon writes
 */
public record LogFiles(Path current) {
    /** How many files are kept, the current one among them. */
    public static final int FILES_MAX = 5;

    private static final String COMPRESSED = ".gz";
    private static final Pattern NUMBERED = Pattern.compile("\\.([0-9]{1,18})(\\.gz)?");

    /**
     * A file that is part of the log.
     *
     * @param number of two, the higher one is the newer
     * @param compressed with gzip
     */
    public record Part(long number, Path path, boolean compressed) {}

    /** What the files take of the disk. */
    public record Use(long bytes, int files) {}

    /** Gives the current file its number, if it has none yet, and removes the oldest beyond the bound. */
    public void keep() throws IOException {
        Object key = key(current);
        if (key == null) {
            return;
        }
        List<Part> parts = parts();
        if (parts.isEmpty() || !key.equals(key(parts.getLast().path()))) {
            long number = parts.isEmpty() ? 1 : parts.getLast().number() + 1;
            parts.add(new Part(number, named("." + number), false));
            link(parts.getLast().path());
        }
        for (Part old : parts.subList(0, Math.max(0, parts.size() - FILES_MAX))) {
            Files.deleteIfExists(named("." + old.number()));
            Files.deleteIfExists(named("." + old.number() + COMPRESSED));
        }
    }

    private void link(Path name) throws IOException {
        try {
            Files.createLink(name, current);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            // Another thread was quicker, or the container is being removed.
        }
    }

    /** Compresses all but the current file and the one before; takes about a third of a second for each. */
    public void compress() throws IOException {
        List<Part> parts = parts();
        for (Part part : parts.subList(0, Math.max(0, parts.size() - 2))) {
            if (!part.compressed()) {
                compress(part);
            }
        }
    }

    /** The original goes when all of it is in the new file. */
    private void compress(Part part) throws IOException {
        Path unfinished = named(COMPRESSED + ".tmp");
        try {
            try (InputStream from = Files.newInputStream(part.path());
                    OutputStream to = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
                from.transferTo(to);
            }
            Files.move(
                    unfinished,
                    named("." + part.number() + COMPRESSED),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(part.path());
        } catch (NoSuchFileException e) {
            // So old by now that it was removed.
            Files.deleteIfExists(unfinished);
        }
    }

    /**
     * The number of a file, if it has one.
     *
     * @param key {@link BasicFileAttributes#fileKey()}; of a file that somebody has open, so that no other can get it
     */
    public OptionalLong numberOf(Object key) throws IOException {
        for (Part part : parts()) {
            if (!part.compressed() && key.equals(key(part.path()))) {
                return OptionalLong.of(part.number());
            }
        }
        return OptionalLong.empty();
    }

    /** The next newer file that is still there; empty if it has no number yet. */
    public Optional<Part> after(long number) throws IOException {
        return parts().stream().filter(part -> part.number() > number).findFirst();
    }

    /** What all of them take of the disk. */
    public Use use() throws IOException {
        Object key = key(current);
        long bytes = key == null ? 0 : Files.size(current);
        int files = key == null ? 0 : 1;
        for (Part part : parts()) {
            if (!Objects.equals(key, key(part.path()))) {
                bytes += part.path().toFile().length();
                files++;
            }
        }
        return new Use(bytes, files);
    }

    /** Those with a number, oldest first; of two with the same number the compressed one, which is whole. */
    private List<Part> parts() throws IOException {
        TreeMap<Long, Part> parts = new TreeMap<>();
        String name = String.valueOf(current.getFileName());
        try (Stream<Path> all = Files.list(folder())) {
            all.map(path -> part(name, path))
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(Part::compressed))
                    .forEach(part -> parts.put(part.number(), part));
        } catch (NoSuchFileException e) {
            return new ArrayList<>();
        }
        return new ArrayList<>(parts.values());
    }

    private static Optional<Part> part(String name, Path path) {
        String other = String.valueOf(path.getFileName());
        Matcher end = NUMBERED.matcher(other.startsWith(name) ? other.substring(name.length()) : "");
        return end.matches()
                ? Optional.of(new Part(Long.parseLong(end.group(1)), path, end.group(2) != null))
                : Optional.empty();
    }

    private Path named(String end) {
        return current.resolveSibling(current.getFileName() + end);
    }

    /** The folder that they are in. */
    public Path folder() {
        return Objects.requireNonNull(current.toAbsolutePath().getParent(), "a file is in a folder");
    }

    private static @Nullable Object key(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
