package io.beemesh.provider.resource;

import io.beemesh.provider.kube.Answer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;

/** Removes custom resources, whether or not a provider is there to finish what their deletion waits for. Blocks. */
public final class ResourceRemoval {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;

    /** Uses a client that somebody else closes. */
    public ResourceRemoval(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Removes all of a kind, in all namespaces if it is of them.
     *
     * @return how many there were, and went; none if the cluster does not know the kind
     */
    public Answer<Integer> removeAll(Class<? extends HasMetadata> kind) {
        return Answer.of(() -> remove(
                Namespaced.class.isAssignableFrom(kind)
                        ? client.resources(kind).inAnyNamespace().list().getItems()
                        : client.resources(kind).list().getItems()));
    }

    /** Removes all of a kind that a namespace has. */
    public Answer<Integer> removeAll(Class<? extends HasMetadata> kind, String namespace) {
        return Answer.of(() ->
                remove(client.resources(kind).inNamespace(namespace).list().getItems()));
    }

    private int remove(List<? extends HasMetadata> held) {
        held.forEach(this::remove);
        return held.size();
    }

    private void remove(HasMetadata held) {
        Resource<HasMetadata> resource = client.resource(held);
        resource.delete();
        // Deletion waits for the provider, which is gone.
        Answer<HasMetadata> released = Answer.of(() -> resource.patch(MERGE, "{\"metadata\":{\"finalizers\":null}}"));
        if (released instanceof Answer.Failed<HasMetadata>(String reason, boolean retryable)) {
            throw new KubernetesClientException(reason);
        }
    }
}
