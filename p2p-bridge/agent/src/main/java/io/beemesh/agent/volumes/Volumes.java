package io.beemesh.agent.volumes;

import io.beemesh.agent.podman.PodKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Makes, updates and removes the volumes of pods. Calls for different pods may come from many threads at once. */
public interface Volumes {

    /**
     * Makes what is not there and updates the files of what is; idempotent. Containers see updated files at once, each
     * volume's all together.
     *
     * @param fsGroup the group that everything belongs to: {@code securityContext.fsGroup}
     */
    VolumesOutcome prepare(PodKey pod, List<VolumeSpec> volumes, OptionalLong fsGroup);

    /**
     * The file or folder for a {@code subPath} of a volume, made as a folder if there is none.
     *
     * @throws IOException the path leaves the volume, also by a symbolic link, or cannot be made
     */
    Path subPath(Path volume, String path) throws IOException;

    /** The folder for the pod's other files; made if it is not there. */
    PodFiles files(PodKey pod) throws IOException;

    /** Unmounts and removes all that is there of a pod; idempotent. Call it when none of its containers is left. */
    void remove(PodKey pod) throws IOException;

    /** The pods that something is there of, to find what an earlier run left. */
    List<PodKey> present() throws IOException;
}
