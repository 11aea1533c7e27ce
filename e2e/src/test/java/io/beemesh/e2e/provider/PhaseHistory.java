package io.beemesh.e2e.provider;

import io.beemesh.e2e.rig.Kubectl;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches the phases of all pods of a namespace, for one that goes back to where it was before. */
final class PhaseHistory implements ResourceEventHandler<Pod>, AutoCloseable {
    private static final List<String> ORDER = List.of("Pending", "Running", "Succeeded", "Failed");

    private final KubernetesClient client;
    private final List<String> backward = new CopyOnWriteArrayList<>();

    private PhaseHistory(KubernetesClient client) {
        this.client = client;
    }

    static PhaseHistory of(Kubectl kubectl) {
        Config config = Config.fromKubeconfig(kubectl.kubeconfig().toFile());
        PhaseHistory history = new PhaseHistory(
                new KubernetesClientBuilder().withConfig(config).build());
        // Closed with its client.
        var ignored = history.client
                .pods()
                .inNamespace(kubectl.namespace())
                .runnableInformer(0)
                .addEventHandler(history)
                .exceptionHandler((started, failure) -> true)
                .start();
        return history;
    }

    /** Every step back, in words. */
    List<String> backward() {
        return List.copyOf(backward);
    }

    @Override
    public void onAdd(Pod pod) {}

    @Override
    public void onUpdate(Pod before, Pod after) {
        String from = before.getStatus().getPhase();
        String to = after.getStatus().getPhase();
        boolean same = before.getMetadata().getUid().equals(after.getMetadata().getUid());
        if (same && ORDER.indexOf(to) < ORDER.indexOf(from)) {
            backward.add(after.getMetadata().getName() + ": " + from + " -> " + to);
        }
    }

    @Override
    public void onDelete(Pod pod, boolean stateUnknown) {}

    @Override
    public void close() {
        client.close();
    }
}
