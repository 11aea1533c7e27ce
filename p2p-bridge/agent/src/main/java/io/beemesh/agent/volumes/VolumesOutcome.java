package io.beemesh.agent.volumes;

import java.nio.file.Path;
import java.util.Map;

/** Whether a pod's volumes are there. */
public sealed interface VolumesOutcome {

    /**
     * All are.
     *
     * @param folders by volume name: what to mount
     */
    record Ready(Map<String, Path> folders) implements VolumesOutcome {
        /** Keeps a copy. */
        public Ready {
            folders = Map.copyOf(folders);
        }
    }

    /**
     * One is not; the event is of reason {@code FailedMount}. Ask again when its sources changed.
     *
     * @param volume its name
     * @param message as the kubelet words it: {@code MountVolume.SetUp failed for volume "v" : configmap "c" not found}
     */
    record Failed(String volume, String message) implements VolumesOutcome {}
}
