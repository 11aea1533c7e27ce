package io.beemesh.agent.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who may use an image that was pulled here: everybody, if a registry gave it to somebody who showed no credential,
 * else who shows one that it was given for. An image that was there before is everybody's. Outlives the agent; a
 * credential is kept as its digest only, and of each image at most {@value #LINES_MAX}: beyond, it is pulled again.
 *
 * <p><i>Source:</i> kubelet, images/pullmanager, and its policy NeverVerifyPreloadedImages. Safe for use by any thread.
 */
final class PullRecords {
    static final int LINES_MAX = 100;

    private static final String EVERYBODY = "*";

    private final Path folder;
    private final ReentrantLock lock = new ReentrantLock();

    /** Kept in a folder that is made when it is needed. */
    PullRecords(Path folder) {
        this.folder = folder;
    }

    /** A pull begins: until it is recorded, an image of that name is nobody's who shows no credential. */
    void begin(ImageName name) throws IOException {
        Files.writeString(Files.createDirectories(folder).resolve(intent(name)), name.full());
    }

    /** It failed. */
    void failed(ImageName name) throws IOException {
        Files.deleteIfExists(folder.resolve(intent(name)));
    }

    /** It ended well. */
    void pulled(ImageName name, String imageId, ImageRequest.@Nullable Credential credential) throws IOException {
        lock.lock();
        try {
            add(imageId, line(name, credential));
        } finally {
            lock.unlock();
        }
        failed(name);
    }

    private void add(String imageId, String line) throws IOException {
        Set<String> lines = new LinkedHashSet<>(read(imageId).orElse(List.of()));
        if (lines.size() < LINES_MAX && lines.add(line)) {
            Path aside = folder.resolve(imageId + ".new");
            Files.write(aside, lines);
            Files.move(aside, folder.resolve(imageId), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Whether a pod with these credentials may use an image that is there without asking its registry. */
    boolean mayUse(ImageName name, String imageId, List<ImageRequest.Credential> credentials) throws IOException {
        Optional<List<String>> lines = read(imageId);
        if (lines.isEmpty()) {
            return !Files.exists(folder.resolve(intent(name)));
        }
        return lines.get().contains(line(name, null))
                || credentials.stream().anyMatch(one -> lines.get().contains(line(name, one)));
    }

    /** Whether an image was pulled here, and not put here by somebody else. */
    boolean has(String imageId) {
        return Files.exists(folder.resolve(imageId));
    }

    /** An image is no more. */
    void forget(String imageId) throws IOException {
        Files.deleteIfExists(folder.resolve(imageId));
    }

    private Optional<List<String>> read(String imageId) throws IOException {
        Path file = folder.resolve(imageId);
        return Files.exists(file) ? Optional.of(Files.readAllLines(file)) : Optional.empty();
    }

    private static String intent(ImageName name) {
        return digest(name.full()) + ".pulling";
    }

    private static String line(ImageName name, ImageRequest.@Nullable Credential credential) {
        String who = credential == null
                ? EVERYBODY
                : digest(String.join("\0", credential.registry(), credential.username(), credential.password()));
        return who + " " + name.registry() + "/" + name.repository();
    }

    private static String digest(String text) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is in every Java runtime", impossible);
        }
    }
}
