package io.beemesh.agent.pods.security;

import io.beemesh.agent.pods.env.MissingValue;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Security;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whom a container's processes run as, by its pod, itself and its image.
 *
 * <p><i>Source:</i> kubelet, kuberuntime/security_context.go.
 *
 * @param user asked for, else the image's
 * @param group asked for, else that of the user
 * @param nonRoot whether root is refused
 */
public record RunAs(OptionalLong user, OptionalLong group, boolean nonRoot) {

    /** As the container says, else the pod. */
    public static RunAs of(Security.OfPod pod, Security.OfContainer own) {
        return new RunAs(
                own.runAsUser().isPresent() ? own.runAsUser() : pod.runAsUser(),
                own.runAsGroup().isPresent() ? own.runAsGroup() : pod.runAsGroup(),
                own.runAsNonRoot().or(pod::runAsNonRoot).orElse(false));
    }

    /**
     * As Podman takes it; null for what the image says.
     *
     * @param imageUser {@code user[:group]}, names or numbers; empty for root
     * @throws MissingValue it may not run so; the sentence is the kubelet's
     */
    public @Nullable String user(String imageUser, Pod pod, Container container) throws MissingValue {
        String imageName = imageUser.split(":", 2)[0];
        if (nonRoot) {
            refuseRoot(imageName, "(pod: \"" + pod.meta().fullName() + "\", container: " + container.name() + ")");
        }
        if (user.isEmpty() && group.isEmpty()) {
            return null;
        }
        String name = user.isPresent() ? Long.toString(user.getAsLong()) : imageName.isEmpty() ? "0" : imageName;
        return group.isEmpty() ? name : name + ":" + group.getAsLong();
    }

    /** The first group, where it is known without the image's files: containerd counts it as a further one too. */
    public OptionalLong firstGroup(String imageUser) {
        if (group.isPresent() || user.isPresent()) {
            return group;
        }
        String[] names = imageUser.split(":", 2);
        String name = imageUser.isEmpty() ? "0" : names.length == 2 ? names[1] : "";
        return name.matches("[0-9]{1,10}") ? OptionalLong.of(Long.parseLong(name)) : OptionalLong.empty();
    }

    private void refuseRoot(String imageName, String where) throws MissingValue {
        if (user.isPresent()) {
            if (user.getAsLong() == 0) {
                throw new MissingValue("container's runAsUser breaks non-root policy " + where);
            }
        } else if (imageName.isEmpty() || imageName.matches("0+")) {
            throw new MissingValue("container has runAsNonRoot and image will run as root " + where);
        } else if (!imageName.matches("[0-9]+")) {
            throw new MissingValue("container has runAsNonRoot and image has non-numeric user (" + imageName
                    + "), cannot verify user is non-root " + where);
        }
    }
}
