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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Teaches the API server what the custom resources of BeeMesh are. */
public final class Definitions {
    private static final Logger log = LoggerFactory.getLogger(Definitions.class);
    /** The names of the definitions; the jar has the chart's file of each. */
    public static final List<String> NAMES = Stream.of("edgehosts", "jointokens", "meshpools", "stategroups")
            .map(plural -> plural + "." + EdgeHost.GROUP)
            .toList();

    private static final String REVISION = EdgeHost.GROUP + "/revision";

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
     * Applies the definitions if it may, those excepted that are of a newer provider, and waits until the API server
     * serves them.
     *
     * @return whether all of them are served
     */
    public boolean apply() {
        for (String name : NAMES) {
            CustomResourceDefinition own = read(name);
            var resource =
                    client.apiextensions().v1().customResourceDefinitions().resource(own);
            if (revision(own) < heldRevision(name)) {
                log.atInfo().addKeyValue("definition", name).log("a newer provider's definition stays");
                continue;
            }
            Answer<CustomResourceDefinition> applied = Answer.of(() -> resource.patch(APPLY));
            if (applied instanceof Answer.Failed<CustomResourceDefinition>(String reason, boolean retryable)) {
                log.atWarn()
                        .addKeyValue("definition", name)
                        .addKeyValue("error", reason)
                        .log("definition was not applied");
            }
        }
        return isServed();
    }

    private int heldRevision(String name) {
        Answer<CustomResourceDefinition> held = Answer.of(() -> client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .get());
        return held instanceof Answer.Done<CustomResourceDefinition>(CustomResourceDefinition found)
                ? revision(found)
                : 0;
    }

    /** Which of two definitions is newer; 0 for one from before they were counted, or one that somebody spoiled. */
    private static int revision(CustomResourceDefinition definition) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(definition.getMetadata().getAnnotations(), Map.of());
        String text = annotations.getOrDefault(REVISION, "0");
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    /** Whether all of them are served, within ten seconds each. */
    public boolean isServed() {
        return NAMES.stream().allMatch(this::isServed);
    }

    private boolean isServed(String name) {
        try {
            client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(name)
                    .waitUntilCondition(Definitions::isEstablished, 10, TimeUnit.SECONDS);
            return true;
        } catch (KubernetesClientTimeoutException e) {
            return false;
        }
    }

    private CustomResourceDefinition read(String name) {
        String file = name + ".yaml";
        try (InputStream in = Definitions.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the jar");
            }
            return client.getKubernetesSerialization().unmarshal(in, CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
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
