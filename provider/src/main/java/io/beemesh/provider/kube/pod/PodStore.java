package io.beemesh.provider.kube.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The newest known version of each pod, from the watch and from what writes answered. Safe for use by any thread.
 *
 * <p>Holds what the node has: the API server bounds it. <i>Source:</i> KEP-5504, resource versions can be compared.
 */
public final class PodStore {
    private final Map<String, Pod> pods = new ConcurrentHashMap<>();
    private final List<PodSource.Listener> listeners = new CopyOnWriteArrayList<>();

    /** One pod by its UID. */
    public Optional<Pod> find(String uid) {
        return Optional.ofNullable(pods.get(uid));
    }

    /** All pods; a copy. */
    public List<Pod> all() {
        return List.copyOf(pods.values());
    }

    /** Adds a listener, until what is returned is closed; it is told of every pod that is there already. */
    public PodSource.Listening listen(PodSource.Listener listener) {
        listeners.add(listener);
        pods.keySet().forEach(listener::changed);
        return () -> listeners.remove(listener);
    }

    /** The API server has the pod in this version; an older one than is known is passed over. */
    public void seen(Pod pod) {
        AtomicBoolean newer = new AtomicBoolean();
        String uid = pod.getMetadata().getUid();
        pods.compute(uid, (key, old) -> {
            newer.set(old == null || version(pod) > version(old));
            return newer.get() ? pod : old;
        });
        tell(uid, newer.get());
    }

    /** A write answered this version: passed over if the pod is not known (any more), for it may be gone again. */
    public void wrote(Pod pod) {
        AtomicBoolean newer = new AtomicBoolean();
        String uid = pod.getMetadata().getUid();
        pods.computeIfPresent(uid, (key, old) -> {
            newer.set(version(pod) > version(old));
            return newer.get() ? pod : old;
        });
        tell(uid, newer.get());
    }

    /** The API server does not have the pod any more. */
    public void gone(String uid) {
        tell(uid, pods.remove(uid) != null);
    }

    private void tell(String uid, boolean news) {
        if (news) {
            listeners.forEach(listener -> listener.changed(uid));
        }
    }

    private static long version(Pod pod) {
        try {
            return Long.parseLong(pod.getMetadata().getResourceVersion());
        } catch (NumberFormatException opaque) {
            // What cannot be compared counts as newest, as the watch is in order.
            return Long.MAX_VALUE;
        }
    }
}
