package io.beemesh.provider.state;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Locale;
import java.util.Optional;

/**
 * What a pod belongs to: its controller.
 *
 * @param apiVersion such as {@code apps/v1}
 * @param kind such as {@code StatefulSet}
 * @param namespace where it is
 * @param name there
 * @param uid which never comes again
 */
public record Workload(String apiVersion, String kind, String namespace, String name, String uid) {
    /** The kind whose pods keep their names, and so their state. */
    public static final String STATEFUL_SET = "StatefulSet";

    /** That of a pod; empty for one without a controller. */
    public static Optional<Workload> of(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst()
                .map(owner -> of(owner, pod.getMetadata().getNamespace()));
    }

    private static Workload of(OwnerReference owner, String namespace) {
        return new Workload(owner.getApiVersion(), owner.getKind(), namespace, owner.getName(), owner.getUid());
    }

    /** What its group is called in its namespace: its own name, for a StatefulSet. */
    public String groupName() {
        return kind.equals(STATEFUL_SET) ? name : kind.toLowerCase(Locale.ROOT) + "-" + name;
    }
}
