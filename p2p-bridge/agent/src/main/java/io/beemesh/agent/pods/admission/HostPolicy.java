package io.beemesh.agent.pods.admission;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Security;
import io.beemesh.agent.spec.Volume;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the owner of the host lets pods do to it; nothing unless they say so.
 *
 * @param allow some of {@link #WORDS}
 * @param seccompProfiles the folder of the profiles that pods may name; empty for none
 * @param usualFilter the profile of pods that name none; empty for Podman's own
 */
public record HostPolicy(Set<String> allow, Optional<Path> seccompProfiles, Optional<Path> usualFilter) {
    private static final String PRIVILEGED = "privileged";
    private static final String NETWORK = "hostNetwork";
    private static final String PROCESSES = "hostPID";
    private static final String IPC = "hostIPC";
    private static final String PATH = "hostPath";

    /** All that can be allowed. */
    public static final Set<String> WORDS = Set.of(PRIVILEGED, NETWORK, PROCESSES, IPC, PATH);

    /** Nothing. */
    public static final HostPolicy STRICT = new HostPolicy(Set.of(), Optional.empty(), Optional.empty());

    /** Capabilities that reach beyond a container's namespaces: whoever has one can become root of the machine. */
    private static final Set<String> OF_THE_MACHINE = Set.of(
            "ALL",
            "BPF",
            "DAC_READ_SEARCH",
            "MAC_ADMIN",
            "MAC_OVERRIDE",
            "PERFMON",
            "SYSLOG",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_MODULE",
            "SYS_RAWIO",
            "SYS_TIME");

    /** Copies the set. */
    public HostPolicy {
        allow = Set.copyOf(allow);
    }

    /** The same with a profile for pods that name none. */
    public HostPolicy filteredBy(Path usual) {
        return new HostPolicy(allow, seccompProfiles, Optional.of(usual));
    }

    /** The first thing of a pod that is not allowed, as a sentence that names its field. */
    public Optional<String> forbids(Pod pod) {
        Map<String, Boolean> shared = Map.of(
                NETWORK, pod.network().hostNetwork(),
                PROCESSES, pod.sharing().hostProcesses(),
                IPC, pod.sharing().hostIpc());
        for (String word : List.of(NETWORK, PROCESSES, IPC)) {
            if (shared.getOrDefault(word, false) && !allow.contains(word)) {
                return Optional.of(sentence("spec." + word, word));
            }
        }
        for (Volume volume : pod.volumes()) {
            if (volume.source() instanceof Volume.Source.HostPath path && !allow.contains(PATH)) {
                return Optional.of(sentence("volume " + volume.name() + ": hostPath " + path.path(), PATH));
            }
        }
        return forbids(pod.security().seccomp(), "spec.securityContext").or(() -> pod.allContainers()
                .flatMap(container -> forbids(container).stream())
                .findFirst());
    }

    private Optional<String> forbids(Optional<String> seccomp, String where) {
        return seccomp.filter(profile -> profile.startsWith(Security.LOCALHOST) && seccompProfiles.isEmpty())
                .map(profile -> where + ": seccomp profile " + profile + " is not allowed on this host (its owner can"
                        + " name a folder of profiles with --seccomp-profiles)");
    }

    /** The file of a profile; empty for one of the runtime's. */
    public Optional<Path> file(String seccomp) {
        return seccomp.startsWith(Security.LOCALHOST)
                ? seccompProfiles.map(folder -> folder.resolve(seccomp.substring(Security.LOCALHOST.length())))
                : Optional.empty();
    }

    /** The first thing of a container that is not allowed, as a sentence that names its field. */
    public Optional<String> forbids(Container container) {
        if (container.security().privileged() && !allow.contains(PRIVILEGED)) {
            return Optional.of(sentence(container.path() + ": privileged", PRIVILEGED));
        }
        Optional<String> capability = container.security().addCapabilities().stream()
                .filter(name -> OF_THE_MACHINE.contains(bare(name)))
                .findFirst();
        if (capability.isPresent() && !allow.contains(PRIVILEGED)) {
            return Optional.of(sentence(container.path() + ": capability " + capability.get(), PRIVILEGED));
        }
        return forbids(container.security().seccomp(), container.path());
    }

    private static String bare(String capability) {
        String upper = capability.toUpperCase(Locale.ROOT);
        return upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper;
    }

    private static String sentence(String field, String word) {
        return field + " is not allowed on this host (its owner can allow it with --allow " + word + ")";
    }
}
