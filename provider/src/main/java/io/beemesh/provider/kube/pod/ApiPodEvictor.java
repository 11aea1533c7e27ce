package io.beemesh.provider.kube.pod;

import io.beemesh.provider.kube.client.KubeAccess;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.Client;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Evictions at the API server. <i>Source:</i> Kubernetes, API-initiated eviction. */
public final class ApiPodEvictor implements PodEvictor {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;

    private final KubeAccess access;

    /** Evicts with the rights of the node, which may evict its own pods. */
    public ApiPodEvictor(KubeAccess access) {
        this.access = access;
    }

    @Override
    public Outcome evict(PodRef pod) {
        Eviction eviction = new EvictionBuilder()
                .withNewMetadata()
                .withName(pod.name())
                .withNamespace(pod.namespace())
                .endMetadata()
                .withDeleteOptions(new DeleteOptionsBuilder()
                        .withNewPreconditions()
                        .withUid(pod.uid())
                        .endPreconditions()
                        .build())
                .build();
        try {
            // Fabric8's own evict() does not say why not.
            String path = "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name() + "/eviction";
            String ignored = patient().raw(path, "POST", eviction);
            return new Outcome.Evicted();
        } catch (KubernetesClientException failure) {
            return outcome(failure);
        }
    }

    /** Fabric8 would ask ten times at once where a budget says no. All else stays, whom it is asked as too. */
    private Client patient() {
        KubernetesClient client = access.client();
        return client.newClient(
                new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                        .withRequestRetryBackoffLimit(0)
                        .build());
    }

    private static Outcome outcome(KubernetesClientException failure) {
        return switch (failure.getCode()) {
            // A conflict says that the name is another pod's by now.
            case NOT_FOUND, CONFLICT -> new Outcome.Evicted();
            case TOO_MANY_REQUESTS -> new Outcome.Blocked(message(failure));
            default -> new Outcome.Failed(message(failure));
        };
    }

    /** The API server's sentence, and which budget it is about. */
    private static String message(KubernetesClientException failure) {
        Optional<Status> status = Optional.ofNullable(failure.getStatus());
        String sentence = status.map(Status::getMessage).orElse(String.valueOf(failure.getMessage()));
        Stream<String> causes = status.map(Status::getDetails).map(StatusDetails::getCauses).stream()
                .flatMap(List::stream)
                .map(StatusCause::getMessage);
        return Stream.concat(Stream.of(sentence), causes).collect(Collectors.joining(" "));
    }
}
