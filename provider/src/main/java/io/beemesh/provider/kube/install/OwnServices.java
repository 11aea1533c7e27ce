package io.beemesh.provider.kube.install;

import io.beemesh.provider.kube.Answer;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The Services in front of the provider, in its own namespace. Each call blocks for one request. */
public final class OwnServices {
    private final KubernetesClient client;
    private final String namespace;

    /** Uses a client that somebody else closes. */
    public OwnServices(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * The address of a Service inside the cluster.
     *
     * @throws IOException if there is no such Service, or none with an address of its own
     */
    public String clusterAddress(String name) throws IOException {
        String address = find(name).getSpec().getClusterIP();
        if (address == null || address.isEmpty() || address.equals("None")) {
            throw trouble(name, "has no address of its own (expected: one that is not headless)");
        }
        return address;
    }

    /**
     * The ways into a Service from outside of the cluster, as they are now.
     *
     * @param node the address of a node of the cluster, if one is known
     * @throws IOException if there is no such Service
     */
    public List<Entrance> entrances(String name, Optional<String> node) throws IOException {
        return Entrance.of(find(name), node);
    }

    private Service find(String name) throws IOException {
        Answer<Service> answer = Answer.of(
                () -> client.services().inNamespace(namespace).withName(name).get());
        return switch (answer) {
            case Answer.Done<Service>(Service found) -> found;
            case Answer.Missing<Service>() -> throw trouble(name, "does not exist");
            case Answer.Conflict<Service>() -> throw trouble(name, "cannot be read: conflict");
            case Answer.Failed<Service>(String reason, boolean retryable) ->
                throw trouble(name, "cannot be read: " + reason);
        };
    }

    private IOException trouble(String name, String what) {
        return new IOException("Service '" + namespace + "/" + name + "' " + what);
    }
}
