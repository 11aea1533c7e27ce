package io.beemesh.provider.app.bridge;

import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.pod.PodSource;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The pods of several nodes as one source; nodes come and go. Safe for use by any thread. */
public final class JoinedPods implements PodSource {
    private final Map<String, Joined> nodes = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private record Joined(PodSource source, Listening ear) {}

    /** Adds a node's pods; listeners are told of each. */
    public void add(String node, PodSource source) {
        nodes.put(node, new Joined(source, source.listen(this::tell)));
    }

    /** Takes a node's pods away; listeners are told of each. Idempotent. */
    public void remove(String node) {
        Joined gone = nodes.remove(node);
        if (gone != null) {
            gone.ear.close();
            gone.source.all().forEach(pod -> tell(pod.getMetadata().getUid()));
        }
    }

    @Override
    public boolean synced() {
        return nodes.values().stream().allMatch(joined -> joined.source.synced());
    }

    @Override
    public Optional<Pod> find(String uid) {
        return nodes.values().stream()
                .flatMap(joined -> joined.source.find(uid).stream())
                .findFirst();
    }

    @Override
    public List<Pod> all() {
        return nodes.values().stream()
                .flatMap(joined -> joined.source.all().stream())
                .toList();
    }

    @Override
    public Listening listen(Listener listener) {
        listeners.add(listener);
        all().forEach(pod -> listener.changed(pod.getMetadata().getUid()));
        return () -> listeners.remove(listener);
    }

    @Override
    public void wrote(Pod pod) {
        Joined joined = nodes.get(pod.getSpec().getNodeName());
        if (joined != null) {
            joined.source.wrote(pod);
        }
    }

    @Override
    public Optional<Pod> read(PodRef pod) throws KubeUnavailableException {
        for (Joined joined : nodes.values()) {
            Optional<Pod> found = joined.source.read(pod);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private void tell(String uid) {
        listeners.forEach(listener -> listener.changed(uid));
    }
}
