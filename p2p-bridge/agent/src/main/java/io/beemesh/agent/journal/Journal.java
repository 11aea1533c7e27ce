package io.beemesh.agent.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desired pods of this host, one file a pod, and beside it what became of the pod.
 *
 * <p>Files are {@code <cluster>.<uid>.pod}, {@code .state} and {@code .allocated} in one folder, mode 0600, sealed by
 * the host's key. A file that cannot be read is set aside as {@code .corrupt} and logged; it is never fatal. Calls for
 * different pods may come from many threads at once.
 */
public final class Journal {
    /** The largest file that is read back. */
    static final int FILE_BYTES_MAX = 16 << 20;

    private static final String POD = ".pod";
    private static final String STATE = ".state";
    private static final String ALLOCATED = ".allocated";
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final Path folder;
    private final Seal seal;

    private Journal(Path folder, Seal seal) {
        this.folder = folder;
        this.seal = seal;
    }

    /** Opens the journal in a folder, which is made if it is not there. */
    public static Journal open(Path folder, byte[] hostSeed) throws IOException {
        return new Journal(DurableFile.folder(folder), new Seal(hostSeed, "beemesh journal v1"));
    }

    /**
     * A pod to run, or to stop.
     *
     * @param order as the provider sent it
     * @param stopGraceSeconds present once the pod must stop
     */
    public record Entry(RunPod order, OptionalLong stopGraceSeconds) {
        /** Whose entry it is. */
        public PodKey key() {
            return new PodKey(order.getClusterId(), order.getUid());
        }

        @Override
        public String toString() {
            return "Entry[" + order.getClusterId() + "." + order.getUid() + "]";
        }
    }

    /**
     * An entry and what became of it.
     *
     * @param state empty if none was kept
     * @param allocated empty unless it is something else than the order asks for
     */
    @SuppressWarnings("ArrayRecordComponent") // read once at the start, never compared
    public record Found(Entry entry, byte[] state, byte[] allocated) {}

    /** Keeps an entry; it survives a power cut once this returned. */
    public void keep(Entry entry) throws IOException {
        byte[] order = entry.order().toByteArray();
        byte[] plain = ByteBuffer.allocate(Long.BYTES + order.length)
                .putLong(entry.stopGraceSeconds().orElse(-1))
                .put(order)
                .array();
        write(entry.key(), POD, plain, true);
    }

    /**
     * Keeps what became of a pod.
     *
     * @param lasting whether it must survive a power cut: a last status does
     */
    public void note(PodKey pod, byte[] state, boolean lasting) throws IOException {
        write(pod, STATE, state, lasting);
    }

    /** Keeps what a pod has that its order asks otherwise; to be kept before the order. Survives a power cut. */
    public void allocate(PodKey pod, byte[] allocated) throws IOException {
        write(pod, ALLOCATED, allocated, true);
    }

    /** A pod has what its order asks for; to be called after the order was kept. */
    public void allocateAll(PodKey pod) throws IOException {
        Path file = folder.resolve(pod.podName() + ALLOCATED);
        if (Files.exists(file)) {
            DurableFile.remove(file);
        }
    }

    /** Forgets a pod. */
    public void forget(PodKey pod) throws IOException {
        DurableFile.remove(folder.resolve(pod.podName() + POD));
        Files.deleteIfExists(folder.resolve(pod.podName() + ALLOCATED));
        Files.deleteIfExists(folder.resolve(pod.podName() + STATE));
    }

    /** All entries that can be read. */
    public List<Found> load() throws IOException {
        List<Found> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(POD)) {
                    load(file, found);
                }
            }
        }
        return found;
    }

    private void load(Path file, List<Found> found) throws IOException {
        try {
            byte[] plain = read(file);
            if (plain.length < Long.BYTES) {
                throw new GeneralSecurityException("the entry is too short");
            }
            long stop = ByteBuffer.wrap(plain).getLong();
            RunPod order = RunPod.parseFrom(Arrays.copyOfRange(plain, Long.BYTES, plain.length));
            Entry entry = new Entry(order, stop < 0 ? OptionalLong.empty() : OptionalLong.of(stop));
            found.add(new Found(entry, beside(entry.key(), STATE), beside(entry.key(), ALLOCATED)));
        } catch (GeneralSecurityException | InvalidProtocolBufferException | IllegalArgumentException e) {
            setAside(file, e);
        }
    }

    private byte[] beside(PodKey key, String suffix) throws IOException {
        Path file = folder.resolve(key.podName() + suffix);
        if (!Files.exists(file)) {
            return new byte[0];
        }
        try {
            return read(file);
        } catch (GeneralSecurityException e) {
            setAside(file, e);
            return new byte[0];
        }
    }

    private byte[] read(Path file) throws IOException, GeneralSecurityException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new GeneralSecurityException("the file is larger than " + FILE_BYTES_MAX + " bytes");
        }
        return seal.open(file.getFileName().toString(), Files.readAllBytes(file));
    }

    private void write(PodKey pod, String suffix, byte[] plain, boolean synced) throws IOException {
        String name = pod.podName() + suffix;
        DurableFile.replace(folder.resolve(name), seal.close(name, plain), synced);
    }

    private static void setAside(Path file, Exception why) throws IOException {
        Files.move(file, file.resolveSibling(file.getFileName() + ".corrupt"), StandardCopyOption.REPLACE_EXISTING);
        LOG.atError()
                .addKeyValue("file", file)
                .addKeyValue("error", why.toString())
                .log("journal entry cannot be read and is set aside; its pod runs on until the provider asks again");
    }
}
