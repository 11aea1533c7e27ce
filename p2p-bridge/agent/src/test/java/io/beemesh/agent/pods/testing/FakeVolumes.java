package io.beemesh.agent.pods.testing;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.volumes.PodFiles;
import io.beemesh.agent.volumes.Projection;
import io.beemesh.agent.volumes.VolumeSpec;
import io.beemesh.agent.volumes.Volumes;
import io.beemesh.agent.volumes.VolumesOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Volumes that are only names. Thread-safe. */
public final class FakeVolumes implements Volumes {
    private final Set<PodKey> present = ConcurrentHashMap.newKeySet();
    private final Map<PodKey, List<VolumeSpec>> prepared = new ConcurrentHashMap<>();

    /** What was last prepared for a pod. */
    public List<VolumeSpec> prepared(PodKey pod) {
        return prepared.getOrDefault(pod, List.of());
    }

    @Override
    public VolumesOutcome prepare(PodKey pod, List<VolumeSpec> volumes, OptionalLong fsGroup) {
        present.add(pod);
        prepared.put(pod, List.copyOf(volumes));
        Map<String, Path> folders = new HashMap<>();
        for (VolumeSpec volume : volumes) {
            Optional<String> missing = missingSecret(volume);
            if (missing.isPresent()) {
                return new VolumesOutcome.Failed(
                        volume.name(),
                        "MountVolume.SetUp failed for volume \"" + volume.name() + "\" : secret \"" + missing.get()
                                + "\" not found");
            }
            folders.put(volume.name(), Path.of("/volumes", pod.uid(), volume.name()));
        }
        return new VolumesOutcome.Ready(folders);
    }

    private static Optional<String> missingSecret(VolumeSpec volume) {
        if (volume instanceof VolumeSpec.Files files) {
            for (Projection projection : files.projections()) {
                if (projection instanceof Projection.Secret secret && secret.data() == null) {
                    return Optional.of(secret.name());
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Path subPath(SubPath wanted) {
        return wanted.volume().folder().resolve(wanted.path());
    }

    @Override
    public byte[] read(Volume volume, String path) {
        return ("FROM='" + volume.name() + "/" + path + "'").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long usedBytes(PodKey pod, String emptyDir) {
        return 0;
    }

    @Override
    public PodFiles files(PodKey pod) {
        return new PodFiles() {
            @Override
            public Path hosts(Hosts hosts) {
                return Path.of("/files", pod.uid(), "hosts");
            }

            @Override
            public Path terminationLog(String container, int attempt) {
                return Path.of("/files", pod.uid(), container + "." + attempt);
            }

            @Override
            public String terminationMessage(String container, int attempt) {
                return "";
            }
        };
    }

    @Override
    public void remove(PodKey pod) throws IOException {
        present.remove(pod);
    }

    @Override
    public void erase(String cluster, String volume) {
        // There never is anything.
    }

    @Override
    public List<PodKey> present() {
        return List.copyOf(present);
    }
}
