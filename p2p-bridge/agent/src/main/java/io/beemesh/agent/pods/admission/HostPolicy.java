package io.beemesh.agent.pods.admission;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Volume;
import java.util.Optional;

/** What the owner of the host lets pods do to it; nothing unless they say so. */
public record HostPolicy(boolean privileged, boolean hostNetwork, boolean hostPath) {
    /** Nothing. */
    public static final HostPolicy STRICT = new HostPolicy(false, false, false);

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
        for (Container container : pod.allContainers().toList()) {
            boolean allCapabilities = container.security().addCapabilities().contains("ALL");
            if ((container.security().privileged() || allCapabilities) && !privileged) {
                return Optional.of(sentence(container.path() + ": privileged", "privileged"));
            }
        }
        return Optional.empty();
    }

    private static String sentence(String field, String word) {
        return field + " is not allowed on this host (its owner can allow it with --allow " + word + ")";
    }
}
