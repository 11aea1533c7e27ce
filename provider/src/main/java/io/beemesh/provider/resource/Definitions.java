package io.beemesh.provider.resource;

import io.beemesh.provider.kube.Answer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Teaches the API server what an EdgeHost is. */
public final class Definitions {
    private static final Logger log = LoggerFactory.getLogger(Definitions.class);
    private static final String FILE = "edgehosts.beemesh.io.yaml";
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("beemesh-provider")
            .withForce(true)
            .build();

    private final KubernetesClient client;

    /** Uses a client that somebody else closes. */
    public Definitions(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Applies the definition if it may, and waits until the API server serves it.
     *
     * @return whether EdgeHosts are served
     */
    public boolean apply() {
        CustomResourceDefinition wanted = read();
        var resource = client.apiextensions().v1().customResourceDefinitions().resource(wanted);
        Answer<CustomResourceDefinition> applied = Answer.of(() -> resource.patch(APPLY));
        if (applied instanceof Answer.Failed<CustomResourceDefinition>(String reason, boolean retryable)) {
            log.atWarn().addKeyValue("error", reason).log("definition of edge hosts was not applied");
        }
        return isServed();
    }

    /** Whether EdgeHosts are served, within ten seconds. */
    public boolean isServed() {
        try {
            client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName("edgehosts." + EdgeHost.GROUP)
                    .waitUntilCondition(Definitions::isEstablished, 10, TimeUnit.SECONDS);
            return true;
        } catch (KubernetesClientTimeoutException e) {
            return false;
        }
    }

    private CustomResourceDefinition read() {
        try (InputStream in = Definitions.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing from the jar");
            }
            return client.getKubernetesSerialization().unmarshal(in, CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Established")
                                && c.getStatus().equals("True"));
    }
}
