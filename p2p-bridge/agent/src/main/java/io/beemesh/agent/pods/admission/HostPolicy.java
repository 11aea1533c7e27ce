package io.beemesh.agent.pods.admission;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Volume;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the owner of the host lets pods do to it; nothing unless they say so. */
public record HostPolicy(boolean privileged, boolean hostNetwork, boolean hostPath) {
    /** Nothing. */
    public static final HostPolicy STRICT = new HostPolicy(false, false, false);

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

    /** The first thing of a pod that is not allowed, as a sentence that names its field. */
    public Optional<String> forbids(Pod pod) {
        if (pod.network().hostNetwork() && !hostNetwork) {
            return Optional.of(sentence("spec.hostNetwork", "hostNetwork"));
        }
        for (Volume volume : pod.volumes()) {
            if (volume.source() instanceof Volume.Source.HostPath path && !hostPath) {
                return Optional.of(sentence("volume " + volume.name() + ": hostPath " + path.path(), "hostPath"));
            }
        }
        return pod.allContainers()
                .flatMap(container -> forbids(container).stream())
                .findFirst();
    }

    /** The first thing of a container that is not allowed, as a sentence that names its field. */
    public Optional<String> forbids(Container container) {
        if (container.security().privileged() && !privileged) {
            return Optional.of(sentence(container.path() + ": privileged", "privileged"));
        }
        Optional<String> capability = container.security().addCapabilities().stream()
                .filter(name -> OF_THE_MACHINE.contains(bare(name)))
                .findFirst();
        if (capability.isPresent() && !privileged) {
            return Optional.of(sentence(container.path() + ": capability " + capability.get(), "privileged"));
        }
        return Optional.empty();
    }

    private static String bare(String capability) {
        String upper = capability.toUpperCase(Locale.ROOT);
        return upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper;
    }

    private static String sentence(String field, String word) {
        return field + " is not allowed on this host (its owner can allow it with --allow " + word + ")";
    }
}
