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
     * What a container mounts for a {@code subPath}: a path that shows that one file or folder, and goes on to do so,
     * whatever becomes of its name in the volume. Folders of it that are not there are made with the volume's mode.
     *
     * @throws IOException the path leaves the volume, also by a symbolic link, or cannot be made; the message is the
     *     kubelet's, which tells nothing of the machine's files
     */
    Path subPath(SubPath wanted) throws IOException;

    /**
     * A file of a volume, of 1 MiB at most.
     *
     * @param path in the volume; links are followed as long as they stay in it
     * @throws IOException there is no such file, or it may not be read
     */
    byte[] read(Volume volume, String path) throws IOException;

    /** How much an emptyDir on disk takes, in bytes; 0 if it is not there. Counts all its files: call it seldom. */
    long usedBytes(PodKey pod, String emptyDir) throws IOException;

    /** The folder for the pod's other files; made if it is not there. */
    PodFiles files(PodKey pod) throws IOException;

    /** Unmounts and removes all that is there of a pod; idempotent. Call it when none of its containers is left. */
    void remove(PodKey pod) throws IOException;

    /**
     * Removes the data of a volume that claims were bound to; idempotent. Call it when no pod has it.
     *
     * @throws IOException something is left, or the name is none
     */
    void erase(String cluster, String volume) throws IOException;

    /** The pods that something is there of, to find what an earlier run left. */
    List<PodKey> present() throws IOException;

    /**
     * A part of a volume that a container mounts.
     *
     * @param volume it is in
     * @param path in it
     * @param container whose mount it is
     * @param index of the mount in the container
     */
    record SubPath(PodKey pod, Volume volume, String path, String container, int index) {}

    /**
     * A volume of a pod that is there.
     *
     * @param name in the pod
     * @param folder where it is on the machine
     * @param writable whether containers may change what is in it
     */
    record Volume(String name, Path folder, boolean writable) {}
}
