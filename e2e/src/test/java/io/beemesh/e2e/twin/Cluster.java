package io.beemesh.e2e.twin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The API server, asked in plain JSON so that no field is lost; one watch for all pods, one for all events. */
final class Cluster implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EXEC_SECONDS_MAX = 30;
    private static final int TRIES = 5;

    /** The pod that is compared; there may be others in its namespace. */
    static final String OWN = "it";

    private final KubernetesClient client;
    private final Map<String, Recording> recordings = new ConcurrentHashMap<>();
    private final Watch pods;
    private final Watch events;

    Cluster(Path kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        config.setMaxConcurrentRequestsPerHost(100);
        config.setRequestTimeout(60_000);
        client = new KubernetesClientBuilder().withConfig(config).build();
        pods = client.genericKubernetesResources("v1", "Pod").inAnyNamespace().watch(new Each(this::pod));
        events = client.genericKubernetesResources("v1", "Event")
                .inAnyNamespace()
                .watch(new Each((action, event) -> event(event)));
    }

    private void event(JsonNode event) {
        JsonNode about = event.path("involvedObject");
        boolean another = about.path("kind").asText().equals("Pod")
                && !about.path("name").asText().equals(OWN);
        if (!another) {
            recording(about.path("namespace").asText(), it -> it.event(event));
        }
    }

    private void pod(Watcher.Action action, JsonNode pod) {
        if (!pod.at("/metadata/name").asText().equals(OWN)) {
            return;
        }
        recording(pod.at("/metadata/namespace").asText(), it -> {
            if (action == Watcher.Action.DELETED) {
                it.gone();
            } else {
                it.pod(pod);
            }
        });
    }

    private void recording(String namespace, Consumer<Recording> change) {
        Recording recording = recordings.get(namespace);
        if (recording != null) {
            change.accept(recording);
        }
    }

    /** Makes a namespace, and records what happens in it from now on. */
    Recording open(String namespace) {
        Recording recording = new Recording();
        recordings.put(namespace, recording);
        post(
                "/api/v1/namespaces",
                JSON.createObjectNode().set("metadata", JSON.createObjectNode().put("name", namespace)));
        return recording;
    }

    /** Has a namespace and all in it go. */
    void remove(String namespace) {
        recordings.remove(namespace);
        delete("/api/v1/namespaces/" + namespace, -1);
    }

    /** Whether a namespace has what the cluster puts into each. */
    boolean furnished(String namespace) {
        return exists(namespace, "serviceaccounts/default") && exists(namespace, "configmaps/kube-root-ca.crt");
    }

    private boolean exists(String namespace, String object) {
        return client.raw("/api/v1/namespaces/" + namespace + "/" + object) != null;
    }

    /** Creates an object of the core group. */
    void create(String namespace, JsonNode object) {
        String kind = object.path("kind").asText().toLowerCase(Locale.ROOT) + "s";
        post("/api/v1/namespaces/" + namespace + "/" + kind, object);
    }

    private void post(String path, JsonNode object) {
        client.raw(path, "POST", object);
    }

    /** Waits until a pod runs, or has ended if it is one that does. */
    void awaitStarted(String namespace, String pod, Duration limit) {
        client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .waitUntilCondition(it -> it != null && isUnderWay(it), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean isUnderWay(Pod pod) {
        String phase = pod.getStatus().getPhase();
        boolean stays = pod.getSpec().getRestartPolicy().equals("Always");
        return phase.equals("Running") ? stays : !phase.equals("Pending");
    }

    void deletePod(String namespace, String name, long graceSeconds) {
        delete("/api/v1/namespaces/" + namespace + "/pods/" + name, graceSeconds);
    }

    private void delete(String path, long graceSeconds) {
        ObjectNode options =
                JSON.createObjectNode().put("kind", "DeleteOptions").put("apiVersion", "v1");
        if (graceSeconds >= 0) {
            options.put("gracePeriodSeconds", graceSeconds);
        }
        try {
            client.raw(path, "DELETE", options);
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
        }
    }

    /** Changes the pod, or what one of its subresources lets change. */
    void edit(String namespace, String subresource, Consumer<ObjectNode> change) {
        String path = pod(namespace, subresource);
        for (int tried = 1; ; tried++) {
            try {
                ObjectNode pod = (ObjectNode) JSON.readTree(client.raw(pod(namespace, "")));
                change.accept(pod);
                client.raw(path, "PUT", pod);
                return;
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("no pod in JSON at " + path, e);
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409 || tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** What a container logged, or why that is not known. */
    String logs(String namespace, String container) {
        try {
            return client.raw(pod(namespace, "log") + "?container=" + container);
        } catch (KubernetesClientException e) {
            return "refused: "
                    + (e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
        }
    }

    /** Exit code, output and errors of a script in a container, or why it did not run. */
    String exec(String namespace, String container, String script) throws InterruptedException {
        var output = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        try (ExecWatch exec = client.pods()
                .inNamespace(namespace)
                .withName(OWN)
                .inContainer(container)
                .writingOutput(output)
                .writingError(errors)
                .exec("sh", "-c", script)) {
            Integer code = exec.exitCode().get(EXEC_SECONDS_MAX, TimeUnit.SECONDS);
            return "exit " + code + "\n" + output.toString(StandardCharsets.UTF_8)
                    + (errors.size() == 0 ? "" : "errors: " + errors.toString(StandardCharsets.UTF_8));
        } catch (ExecutionException | KubernetesClientException e) {
            return "refused: " + (e.getCause() == null ? e : e.getCause()).getMessage();
        } catch (TimeoutException e) {
            return "no end within " + EXEC_SECONDS_MAX + " s";
        }
    }

    private static String pod(String namespace, String subresource) {
        String path = "/api/v1/namespaces/" + namespace + "/pods/" + OWN;
        return subresource.isEmpty() ? path : path + "/" + subresource;
    }

    @Override
    public void close() {
        pods.close();
        events.close();
        client.close();
    }

    private interface Sink {
        void take(Watcher.Action action, JsonNode object);
    }

    private record Each(Sink sink) implements Watcher<GenericKubernetesResource> {
        @Override
        public void eventReceived(Action action, GenericKubernetesResource object) {
            sink.take(action, JSON.valueToTree(object));
        }

        @Override
        public void onClose(WatcherException cause) {
            throw new IllegalStateException("the watch ended: run it again", cause);
        }
    }
}
