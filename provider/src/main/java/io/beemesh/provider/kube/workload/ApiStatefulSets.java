package io.beemesh.provider.kube.workload;

import io.beemesh.provider.kube.client.KubeAccess;
import io.beemesh.provider.kube.client.MovingInformer;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Watches StatefulSets with the provider's own rights, and keeps no more of them than {@link StatefulSets.Facts}. */
public final class ApiStatefulSets implements StatefulSets, AutoCloseable {
    private static final String OURS = "beemesh.io/";

    private final Map<String, Facts> known = new ConcurrentHashMap<>();
    private final MovingInformer<StatefulSet> informer;
    private volatile boolean synced;

    private ApiStatefulSets(KubeAccess access) {
        informer = MovingInformer.start(
                access,
                client -> client.apps()
                        .statefulSets()
                        .inAnyNamespace()
                        .runnableInformer(0)
                        .addEventHandler(new Handler()),
                this::listed);
    }

    /** Starts to list and watch; returns at once, and goes on until closed. */
    public static ApiStatefulSets start(KubeAccess access) {
        return new ApiStatefulSets(access);
    }

    private void listed(SharedIndexInformer<StatefulSet> complete) {
        complete.getStore().list().forEach(this::seen);
        synced = true;
    }

    @Override
    public boolean synced() {
        return synced;
    }

    @Override
    public Optional<Facts> find(String uid) {
        return Optional.ofNullable(known.get(uid));
    }

    private void seen(StatefulSet set) {
        ObjectMeta meta = set.getMetadata();
        Map<String, String> ours =
                Objects.requireNonNullElse(meta.getAnnotations(), Map.<String, String>of()).entrySet().stream()
                        .filter(annotation -> annotation.getKey().startsWith(OURS))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        int replicas = Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
        known.put(meta.getUid(), new Facts(replicas, ours));
    }

    /** Ends the watch. Idempotent. */
    @Override
    public void close() {
        informer.close();
    }

    private final class Handler implements ResourceEventHandler<StatefulSet> {
        @Override
        public void onAdd(StatefulSet set) {
            seen(set);
        }

        @Override
        public void onUpdate(StatefulSet old, StatefulSet set) {
            if (!old.getMetadata().getUid().equals(set.getMetadata().getUid())) {
                known.remove(old.getMetadata().getUid());
            }
            seen(set);
        }

        @Override
        public void onDelete(StatefulSet set, boolean finalStateUnknown) {
            known.remove(set.getMetadata().getUid());
        }
    }
}
