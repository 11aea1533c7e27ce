package io.beemesh.agent.volumes;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.system.DiskUsage;
import io.beemesh.agent.system.FileTree;
import io.beemesh.agent.system.Place;
import io.beemesh.agent.system.Tmpfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Volumes below the agent's home: {@code pods/<cluster>.<uid>/volumes/kubernetes.io~<kind>/<name>}. What may not be on
 * a disk is in a folder of the same shape in memory. What claims are bound to is beside the pods, as it outlives them.
 * Holds nothing itself: what is there is in the file system.
 */
public final class HostVolumes implements Volumes {

    private static final int EMPTY_DIR_MODE = 0777;
    /** The kernel's own choice for a tmpfs, which a kubelet leaves. */
    private static final int MEMORY_MODE = 01777;
    /** What no volume's name ends with: they have no dots. */
    private static final String ASIDE = ".new";

    private static final int FILE_BYTES_MAX = 1 << 20;

    private static final String EMPTY_DIR = "kubernetes.io~empty-dir";

    private final Path pods;
    private final Path memory;
    private final ClaimedFolders claimed;
    private final Clock clock;

    private HostVolumes(Path pods, Path memory, ClaimedFolders claimed, Clock clock) {
        this.pods = pods;
        this.memory = memory;
        this.claimed = claimed;
        this.clock = clock;
    }

    /**
     * Volumes below a home.
     *
     * @param home of the agent
     * @param runtimeFolder {@code $XDG_RUNTIME_DIR}, if it is set
     * @param clock the dates in folders' names go by
     * @throws IOException there is no memory file system to keep secrets on, and none can be mounted
     */
    public static HostVolumes open(Path home, @Nullable String runtimeFolder, Clock clock) throws IOException {
        // As mountinfo names it: without symbolic links.
        Path absolute = Files.createDirectories(home).toRealPath();
        Path pods = Files.createDirectories(absolute.resolve("pods"));
        Path memory = MemoryFolder.open(absolute, runtimeFolder).path();
        return new HostVolumes(pods, memory, new ClaimedFolders(absolute.resolve("claims")), clock);
    }

    @Override
    public VolumesOutcome prepare(PodKey pod, List<VolumeSpec> volumes, OptionalLong fsGroup) {
        Map<String, Path> folders = new HashMap<>();
        for (VolumeSpec volume : volumes) {
            try {
                Optional<String> problem =
                        switch (volume) {
                            case VolumeSpec.EmptyDir empty -> emptyDir(pod, empty, fsGroup);
                            case VolumeSpec.Files files -> files(pod, files, fsGroup);
                            case VolumeSpec.Claimed volumeOfClaim -> {
                                claimed.prepare(folder(pod, volumeOfClaim), new Ownership(fsGroup, false));
                                yield Optional.empty();
                            }
                        };
                if (problem.isPresent()) {
                    return failed(volume, problem.get());
                }
                folders.put(volume.name(), folder(pod, volume));
            } catch (IOException e) {
                return failed(volume, String.valueOf(e.getMessage()));
            }
        }
        return new VolumesOutcome.Ready(folders);
    }

    private static VolumesOutcome failed(VolumeSpec volume, String problem) {
        return new VolumesOutcome.Failed(
                volume.name(), "MountVolume.SetUp failed for volume \"" + volume.name() + "\" : " + problem);
    }

    private Path folder(PodKey pod, VolumeSpec volume) throws IOException {
        String name = volume.name();
        if (name.isEmpty() || name.contains(".") || name.contains("/")) {
            throw new IOException("volume name \"" + name + "\" is no file name (expected: a DNS label)");
        }
        return switch (volume) {
            case VolumeSpec.EmptyDir empty ->
                volumes(pods, pod).resolve(EMPTY_DIR).resolve(name);
            case VolumeSpec.Files files -> {
                Path base = files.kind().mayBeOnDisk() ? pods : memory;
                yield volumes(base, pod).resolve(files.kind().folder()).resolve(name);
            }
            case VolumeSpec.Claimed one -> claimed.folder(pod.cluster(), one.volume());
        };
    }

    private static Path volumes(Path base, PodKey pod) {
        return base.resolve(pod.podName()).resolve("volumes");
    }

    private Optional<String> emptyDir(PodKey pod, VolumeSpec.EmptyDir volume, OptionalLong fsGroup) throws IOException {
        Path folder = folder(pod, volume);
        Ownership ownership = new Ownership(fsGroup, false);
        if (volume.memory()) {
            Files.createDirectories(folder);
            if (!Tmpfs.isMounted(folder)) {
                Tmpfs.Root root = new Tmpfs.Root(ownership.folderMode(MEMORY_MODE), fsGroup);
                Tmpfs.mount(folder, volume.sizeLimitBytes(), root);
            }
        } else if (!Files.isDirectory(folder)) {
            // Whole under its own name or not there: an agent may be killed at any time.
            Path aside = folder.resolveSibling(volume.name() + ASIDE);
            Files.createDirectories(aside);
            ownership.folder(aside, EMPTY_DIR_MODE);
            Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return Optional.empty();
    }

    private Optional<String> files(PodKey pod, VolumeSpec.Files volume, OptionalLong fsGroup) throws IOException {
        return switch (Payload.of(volume, Ownership.isRoots(pods))) {
            case Payload.Incomplete incomplete -> Optional.of(incomplete.message());
            case Payload.Complete complete -> {
                Path folder = Files.createDirectories(folder(pod, volume));
                new AtomicWriter(folder, volume.kind().mode(), new Ownership(fsGroup, true), clock)
                        .write(complete.files());
                yield Optional.empty();
            }
        };
    }

    /** The folders of a pod's volumes that are there, by the volumes' names. */
    public Map<String, Path> folders(PodKey pod) throws IOException {
        Map<String, Path> folders = new TreeMap<>();
        for (Path base : List.of(pods, memory)) {
            Path volumes = volumes(base, pod);
            if (Files.isDirectory(volumes)) {
                for (Path kind : FileTree.entries(volumes)) {
                    FileTree.entries(kind).forEach(each -> folders.put(String.valueOf(each.getFileName()), each));
                }
            }
        }
        folders.keySet().removeIf(name -> name.endsWith(ASIDE));
        return folders;
    }

    @Override
    public Path subPath(SubPath wanted) throws IOException {
        return new SubPaths(pods.resolve(wanted.pod().podName())).show(wanted);
    }

    @Override
    public byte[] read(Volume volume, String path) throws IOException {
        Optional<String> problem = VolumePath.problem(path);
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        try (Place folder = Place.at(volume.folder())) {
            return folder.read(Path.of(path), FILE_BYTES_MAX);
        }
    }

    @Override
    public long usedBytes(PodKey pod, String emptyDir) throws IOException {
        return DiskUsage.of(folder(pod, new VolumeSpec.EmptyDir(emptyDir, false, 0)))
                .bytes();
    }

    @Override
    public PodFiles files(PodKey pod) throws IOException {
        return new HostPodFiles(Files.createDirectories(pods.resolve(pod.podName())));
    }

    @Override
    public void remove(PodKey pod) throws IOException {
        Path folder = pods.resolve(pod.podName());
        Tmpfs.unmountBelow(folder);
        FileTree.delete(memory.resolve(pod.podName()));
        FileTree.delete(folder);
    }

    @Override
    public void erase(String cluster, String volume) throws IOException {
        claimed.erase(cluster, volume);
    }

    /** Unmounts and removes what all pods shared, when none is left. */
    public void dismantle() throws IOException {
        Tmpfs.unmountBelow(memory);
        Tmpfs.unmountBelow(pods);
        FileTree.delete(memory);
        FileTree.delete(pods);
    }

    @Override
    public List<PodKey> present() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (Path base : List.of(pods, memory)) {
            try (Stream<Path> entries = Files.list(base)) {
                entries.filter(Files::isDirectory).forEach(entry -> names.add(String.valueOf(entry.getFileName())));
            }
        }
        List<PodKey> keys = new ArrayList<>();
        for (String name : names) {
            int dot = name.indexOf('.');
            if (dot > 0) {
                keys.add(new PodKey(name.substring(0, dot), name.substring(dot + 1)));
            }
        }
        return keys;
    }
}
