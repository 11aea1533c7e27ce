package io.beemesh.agent.volumes;

import java.util.List;

/** A volume to make for a pod. */
public sealed interface VolumeSpec {

    /** The volume's name in the pod. */
    String name();

    /**
     * An empty folder that the pod's containers share.
     *
     * @param name in the pod
     * @param memory whether it is in memory and not on disk
     * @param sizeLimitBytes for one in memory; 0 for half of the machine's
     */
    record EmptyDir(String name, boolean memory, long sizeLimitBytes) implements VolumeSpec {}

    /**
     * A folder that outlives the pod: what a claim is bound to.
     *
     * @param name in the pod
     * @param volume name of the PersistentVolume
     */
    record Claimed(String name, String volume) implements VolumeSpec {}

    /**
     * Files with contents that the cluster gave, all replaced at once when they change.
     *
     * @param name in the pod
     * @param kind of volume
     * @param defaultMode permission bits of files whose projection says none
     * @param projections what is in it; a later one may not reuse a path
     */
    record Files(String name, Kind kind, int defaultMode, List<Projection> projections) implements VolumeSpec {
        /** Keeps a copy. */
        public Files {
            projections = List.copyOf(projections);
        }
    }

    /** Where the files of a volume come from; all but config maps live in memory. */
    enum Kind {
        /** {@code configMap}. */
        CONFIG_MAP("kubernetes.io~configmap"),
        /** {@code secret}. */
        SECRET("kubernetes.io~secret"),
        /** {@code projected}. */
        PROJECTED("kubernetes.io~projected"),
        /** {@code downwardAPI}. */
        DOWNWARD_API("kubernetes.io~downward-api");

        private final String folder;

        Kind(String folder) {
            this.folder = folder;
        }

        /** The name of the folder that the kubelet keeps such volumes in. */
        public String folder() {
            return folder;
        }

        /** The permission bits of the volume's own folder: a kubelet makes it as an emptyDir, or a tmpfs of its own. */
        int mode() {
            return mayBeOnDisk() ? 0777 : 01777;
        }

        /** Whether such a volume may be on disk. */
        public boolean mayBeOnDisk() {
            return this == CONFIG_MAP;
        }
    }
}
