package io.beemesh.provider.kube.node;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.client.KubeAccess;
import io.beemesh.provider.kube.client.MovingInformer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Nodes at the API server. */
public final class ApiNodeWriter implements NodeWriter {
    // As the kubelet does: another writer's conditions stay.
    private static final PatchContext MERGE = PatchContext.of(PatchType.STRATEGIC_MERGE);

    private final KubeAccess access;
    private final KubernetesClient own;

    /**
     * Writes with the rights of the node itself, taints excepted, which a node may not change.
     *
     * @param access the node's
     * @param own the provider's own client, which somebody else closes
     */
    public ApiNodeWriter(KubeAccess access, KubernetesClient own) {
        this.access = access;
        this.own = own;
    }

    @Override
    public Answer<String> serverVersion() {
        return Answer.of(() -> access.client().getKubernetesVersion().getGitVersion());
    }

    @Override
    public Answer<Node> find(String name) {
        return Answer.of(() -> access.client().nodes().withName(name).get());
    }

    @Override
    public Answer<Node> create(Node node) {
        return Answer.of(() -> access.client().nodes().resource(node).create());
    }

    @Override
    public Answer<Node> merge(Node changes) {
        return Answer.of(() -> access.client().nodes().resource(changes).patch(MERGE, Serialization.asJson(changes)));
    }

    @Override
    public Answer<Node> taint(Node taints) {
        return switch (find(taints.getMetadata().getName())) {
            case Answer.Done<Node>(Node held) -> {
                Node whole = withTaintsOf(held, taints);
                yield Answer.of(() -> own.nodes().resource(whole).patch(MERGE, Serialization.asJson(whole)));
            }
            case Answer.Missing<Node> missing -> missing;
            case Answer.Conflict<Node> conflict -> conflict;
            case Answer.Failed<Node> failed -> failed;
        };
    }

    /** The API server takes taints as a whole: those of others go along, and a version, so that none is lost. */
    private static Node withTaintsOf(Node held, Node changes) {
        return new NodeBuilder(changes)
                .editMetadata()
                .withResourceVersion(held.getMetadata().getResourceVersion())
                .endMetadata()
                .editSpec()
                .withTaints(OwnTaints.merged(held, changes.getSpec().getTaints()))
                .endSpec()
                .build();
    }

    @Override
    public Answer<Node> remove(Node node) {
        return Answer.of(() -> own.nodes().resource(node).delete().isEmpty() ? null : node);
    }

    @Override
    public Answer<Node> mergeStatus(String name, NodeStatus status) {
        Node patch = new NodeBuilder().withStatus(status).build();
        // By object and not by name: Fabric8 would read the node first.
        Node named =
                new NodeBuilder().withNewMetadata().withName(name).endMetadata().build();
        return Answer.of(() -> access.client()
                .nodes()
                .resource(named)
                .subresource("status")
                .patch(MERGE, Serialization.asJson(patch)));
    }

    @Override
    public Watching watch(String name, Runnable changed) {
        MovingInformer<Node> informer = MovingInformer.start(
                access,
                client -> client.nodes().withName(name).runnableInformer(0).addEventHandler(new Nudge(changed)),
                listed -> {});
        return informer::close;
    }

    private record Nudge(Runnable changed) implements ResourceEventHandler<Node> {
        @Override
        public void onAdd(Node node) {
            changed.run();
        }

        @Override
        public void onUpdate(Node before, Node after) {
            changed.run();
        }

        @Override
        public void onDelete(Node node, boolean stateUnknown) {
            changed.run();
        }
    }
}
