package io.beemesh.agent.pods.security;

import io.beemesh.agent.pods.env.MissingValue;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Security;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
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
    /** What containerd and Podman let a container have when nothing is said. */
    private static final Set<String> USUAL = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "NET_RAW",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");

    /** As the container says, else the pod. */
    public static RunAs of(Security.OfPod pod, Security.OfContainer own) {
        return new RunAs(
                own.runAsUser().isPresent() ? own.runAsUser() : pod.runAsUser(),
                own.runAsGroup().isPresent() ? own.runAsGroup() : pod.runAsGroup(),
                own.runAsNonRoot().or(pod::runAsNonRoot).orElse(false));
    }

    /** The user that every container of a pod asks to run as, if it is the same; kubelet, volume/util FsUserFrom. */
    public static OptionalLong ofAll(Pod pod) {
        List<OptionalLong> users = pod.allContainers()
                .map(container -> of(pod.security(), container.security()).user)
                .distinct()
                .toList();
        return users.size() == 1 ? users.getFirst() : OptionalLong.empty();
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

    /** The first group, where it is known: containerd counts it as a further one too. */
    public OptionalLong firstGroup(String imageUser, Accounts accounts) {
        if (group.isPresent()) {
            return group;
        }
        if (user.isPresent()) {
            return accounts.groupOf(Long.toString(user.getAsLong()));
        }
        String[] names = imageUser.split(":", 2);
        if (names.length == 2) {
            return names[1].matches("[0-9]{1,10}") ? OptionalLong.of(Long.parseLong(names[1])) : OptionalLong.empty();
        }
        return imageUser.isEmpty() ? OptionalLong.of(0) : accounts.groupOf(imageUser);
    }

    /**
     * The capabilities that Podman has to be told to add. What it gives to root anyway bounds a user as well; told to
     * add it, it would have the user use it, which no kubelet does.
     */
    public List<String> added(List<String> asked, String imageUser) {
        String who =
                user.isPresent() ? Long.toString(user.getAsLong()) : imageUser.split(":", 2)[0];
        boolean root = who.isEmpty() || who.equals("root") || who.matches("0+");
        return root ? asked : asked.stream().filter(name -> !isUsual(name)).toList();
    }

    private static boolean isUsual(String capability) {
        String upper = capability.toUpperCase(Locale.ROOT);
        return USUAL.contains(upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper);
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
