package io.beemesh.provider.kube.install;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.leader.ApiHearingBoard;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Removes what a provider made in the cluster, step by step; each may be repeated. Blocks. */
public final class Removal {
    private static final String OWN_LABEL = "beemesh.io/node";
    private static final String LEASES = "kube-node-lease";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final String namespace;

    /** Works with a client that somebody else closes. */
    public Removal(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * Stops the providers of a StatefulSet, so that nothing comes back that is removed, and waits until none is left.
     *
     * @throws IOException if some are left after the limit
     */
    public void stopProviders(String set, Duration limit) throws IOException, InterruptedException {
        StatefulSet named = new StatefulSetBuilder()
                .withNewMetadata()
                .withName(set)
                .withNamespace(namespace)
                .endMetadata()
                .build();
        var resource = client.apps().statefulSets().inNamespace(namespace).resource(named);
        var found = answer("StatefulSet '" + set + "'", () -> resource.patch(MERGE, "{\"spec\":{\"replicas\":0}}"));
        if (found.isEmpty()) {
            return;
        }
        CompletableFuture<List<Pod>> gone = client.pods()
                .inNamespace(namespace)
                .withLabelSelector(found.getFirst().getSpec().getSelector())
                .informOnCondition(List::isEmpty);
        try {
            gone.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the pods of StatefulSet '" + set + "' did not end within " + limit, e);
        } catch (ExecutionException e) {
            throw new IOException("the pods of StatefulSet '" + set + "' cannot be watched", e);
        } finally {
            gone.cancel(true);
        }
    }

    /**
     * Deletes the virtual node, its lease, and those by which its provider was elected.
     *
     * @return whether it was there
     * @throws IOException also if a node of that name is not ours; it stays then
     */
    public boolean removeNode(String name) throws IOException {
        List<Node> found = answer(
                "Node '" + name + "'", () -> client.nodes().withName(name).get());
        if (found.stream().anyMatch(node -> !node.getMetadata().getLabels().containsKey(OWN_LABEL))) {
            throw new IOException("Node '" + name + "' is not BeeMesh's (no label " + OWN_LABEL + "); it stays");
        }
        answer("Node '" + name + "'", () -> client.nodes().withName(name).delete());
        removeLease(LEASES, name);
        removeLease(namespace, name);
        removeLease(namespace, ApiHearingBoard.nameBeside(name));
        return !found.isEmpty();
    }

    private void removeLease(String where, String name) throws IOException {
        answer(
                "Lease '" + where + "/" + name + "'",
                () -> client.leases().inNamespace(where).withName(name).delete());
    }

    /** Deletes the requests for certificates that were made in the node's name; says how many there were. */
    public int removeRequests(String node) throws IOException {
        var requests = client.certificates().v1().certificateSigningRequests();
        List<String> names = answer(
                        "certificate requests", () -> requests.list().getItems())
                .stream()
                .flatMap(List::stream)
                .filter(request -> isOf(request, node))
                .map(request -> request.getMetadata().getName())
                .toList();
        for (String name : names) {
            answer("certificate request '" + name + "'", () -> requests.withName(name)
                    .delete());
        }
        return names.size();
    }

    private static boolean isOf(CertificateSigningRequest request, String node) {
        return ("system:node:" + node).equals(request.getSpec().getUsername());
    }

    /** Deletes Secrets of the provider's namespace by name, and all that have a label; says how many there were. */
    public int removeSecrets(List<String> names, String label) throws IOException {
        var secrets = client.secrets().inNamespace(namespace);
        int count = 0;
        for (String name : names) {
            List<List<StatusDetails>> gone =
                    answer("Secret '" + name + "'", () -> secrets.withName(name).delete());
            count += gone.stream().mapToInt(List::size).sum();
        }
        List<String> labelled = answer(
                        "Secrets", () -> secrets.withLabel(label).list().getItems())
                .stream()
                .flatMap(List::stream)
                .map(secret -> secret.getMetadata().getName())
                .toList();
        for (String name : labelled) {
            answer("Secret '" + name + "'", () -> secrets.withName(name).delete());
        }
        return count + labelled.size();
    }

    /** What was answered; empty if there is no such object. */
    private static <T> List<T> answer(String what, Supplier<T> request) throws IOException {
        return switch (Answer.of(request)) {
            case Answer.Done<T>(T value) -> List.of(value);
            case Answer.Missing<T>() -> List.of();
            case Answer.Conflict<T>() -> throw new IOException(what + ": changed by somebody else; try again");
            case Answer.Failed<T>(String reason, boolean retryable) -> throw new IOException(what + ": " + reason);
        };
    }
}
