package io.beemesh.agent.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Who the processes are and what they may do. */
public sealed interface Security {
    /** What a filter of system calls begins with that is a file of the host's; its path follows. */
    String LOCALHOST = "localhost/";

    /**
     * The pod-wide security context; a container's own goes first.
     *
     * @param supplementalGroups of every first process
     * @param fsGroup owner of the volumes
     * @param sysctls by name
     * @param seccomp RuntimeDefault, Unconfined or {@link #LOCALHOST} with a path below the host's folder
     * @param selinux parts of a label, such as {@code level:s0}; none for the runtime's own
     */
    record OfPod(
            OptionalLong runAsUser,
            OptionalLong runAsGroup,
            Optional<Boolean> runAsNonRoot,
            List<Long> supplementalGroups,
            OptionalLong fsGroup,
            Map<String, String> sysctls,
            Optional<String> seccomp,
            List<String> selinux)
            implements Security {
        /** Copies the collections. */
        public OfPod {
            supplementalGroups = List.copyOf(supplementalGroups);
            sysctls = Map.copyOf(sysctls);
            selinux = List.copyOf(selinux);
        }
    }

    /**
     * The security context of one container.
     *
     * @param addCapabilities such as NET_ADMIN
     * @param dropCapabilities such as ALL
     * @param allowEscalation empty for the default, which is yes
     * @param seccomp RuntimeDefault, Unconfined or {@link #LOCALHOST} with a path below the host's folder
     * @param selinux parts of a label, such as {@code level:s0}; none for the runtime's own
     */
    record OfContainer(
            OptionalLong runAsUser,
            OptionalLong runAsGroup,
            Optional<Boolean> runAsNonRoot,
            boolean privileged,
            boolean readOnlyRoot,
            Optional<Boolean> allowEscalation,
            List<String> addCapabilities,
            List<String> dropCapabilities,
            Optional<String> seccomp,
            List<String> selinux)
            implements Security {
        /** Copies the lists. */
        public OfContainer {
            addCapabilities = List.copyOf(addCapabilities);
            dropCapabilities = List.copyOf(dropCapabilities);
            selinux = List.copyOf(selinux);
        }
    }
}
