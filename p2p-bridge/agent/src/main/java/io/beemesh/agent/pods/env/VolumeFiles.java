package io.beemesh.agent.pods.env;

/** Reads files of a pod's volumes. */
@FunctionalInterface
public interface VolumeFiles {
    /** No volumes at all. */
    VolumeFiles NONE = (volume, path) -> {
        throw new MissingValue("cannot find the volume \"" + volume + "\" referenced by FileKeyRef");
    };

    /**
     * The bytes of a file; blocks.
     *
     * @param path in the volume; it does not lead out of it
     * @throws MissingValue there is no such file, or none that can be read; in the kubelet's words
     */
    byte[] read(String volume, String path) throws MissingValue;
}
