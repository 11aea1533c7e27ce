package io.beemesh.provider.kube.pod;

import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.client.KubeAccess;
import io.beemesh.provider.kube.client.MovingInformer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The pods of a node by an informer on {@code spec.nodeName}, which lists and watches again after every fault. */
public final class ApiPodSource implements PodSource, AutoCloseable {
    private static final String BY_NODE = "spec.nodeName";

    private final KubeAccess access;
    private final String nodeName;
    private final PodStore store = new PodStore();
    private final MovingInformer<Pod> informer;
    private volatile boolean synced;

    private ApiPodSource(KubeAccess access, String nodeName) {
        this.access = access;
        this.nodeName = nodeName;
        this.informer = MovingInformer.start(
                access,
                client -> client.pods()
                        .inAnyNamespace()
                        .withField(BY_NODE, nodeName)
                        .runnableInformer(0)
                        .addEventHandler(new Handler()),
                this::listed);
    }

    /** Starts to list and watch with the rights of the node; returns at once, and goes on until closed. */
    public static ApiPodSource start(KubeAccess access, String nodeName) {
        return new ApiPodSource(access, nodeName);
    }

    @Override
    public boolean synced() {
        return synced;
    }

    @Override
    public Optional<Pod> find(String uid) {
        return store.find(uid);
    }

    @Override
    public List<Pod> all() {
        return store.all();
    }

    @Override
    public Listening listen(Listener listener) {
        return store.listen(listener);
    }

    @Override
    public void wrote(Pod pod) {
        store.wrote(pod);
    }

    @Override
    public Optional<Pod> read(PodRef pod) throws KubeUnavailableException {
        try {
            // A list and no get: a node may list its own pods, but is denied a get of what does not exist.
            Optional<Pod> found = access
                    .client()
                    .pods()
                    .inNamespace(pod.namespace())
                    .withField(BY_NODE, nodeName)
                    .withField("metadata.name", pod.name())
                    .list()
                    .getItems()
                    .stream()
                    .filter(it -> pod.uid().equals(it.getMetadata().getUid()))
                    .findFirst();
            found.ifPresent(store::seen);
            return found;
        } catch (KubernetesClientException failure) {
            throw new KubeUnavailableException("pod " + pod + " could not be read", failure);
        }
    }

    /** Ends the watch. Idempotent. */
    @Override
    public void close() {
        informer.close();
    }

    /** Handlers run later than the informer's own cache: what it listed is taken over before it counts as synced. */
    private void listed(SharedIndexInformer<Pod> informer) {
        informer.getStore().list().forEach(store::seen);
        // A pod that went while the list was taken over has been forgotten already, and must not come back.
        Set<String> there = informer.getStore().list().stream()
                .map(pod -> pod.getMetadata().getUid())
                .collect(Collectors.toSet());
        store.all().stream()
                .map(pod -> pod.getMetadata().getUid())
                .filter(uid -> !there.contains(uid))
                .forEach(store::gone);
        synced = true;
    }

    private final class Handler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            store.seen(pod);
        }

        @Override
        public void onUpdate(Pod old, Pod pod) {
            if (!old.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
                store.gone(old.getMetadata().getUid());
            }
            store.seen(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            store.gone(pod.getMetadata().getUid());
        }
    }
}
