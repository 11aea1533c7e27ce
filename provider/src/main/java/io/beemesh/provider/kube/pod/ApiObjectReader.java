package io.beemesh.provider.kube.pod;

import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.client.KubeAccess;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads objects one by one, as a node may: by name and for a pod that names them. */
public final class ApiObjectReader implements ObjectReader {
    private static final int NOT_FOUND = 404;

    /** Served by the API server from memory: a Service that came a moment ago may be missing, as it may be anyway. */
    private static final ListOptions FROM_CACHE =
            new ListOptionsBuilder().withResourceVersion("0").build();

    private final KubeAccess access;

    /** Reads with the rights of the node. */
    public ApiObjectReader(KubeAccess access) {
        this.access = access;
    }

    @Override
    public Optional<ConfigMap> configMap(ObjectName name) throws KubeUnavailableException {
        return read("configmap " + name.name(), () -> access.client()
                .configMaps()
                .inNamespace(name.namespace())
                .withName(name.name())
                .get());
    }

    @Override
    public Optional<Secret> secret(ObjectName name) throws KubeUnavailableException {
        return read("secret " + name.name(), () -> access.client()
                .secrets()
                .inNamespace(name.namespace())
                .withName(name.name())
                .get());
    }

    @Override
    public List<Service> services(String namespace) throws KubeUnavailableException {
        return read("services of " + namespace, () -> access.client()
                        .services()
                        .inNamespace(namespace)
                        .list(FROM_CACHE)
                        .getItems())
                .orElse(List.of());
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(ObjectName name) throws KubeUnavailableException {
        return read("persistentvolumeclaim " + name.name(), () -> access.client()
                .persistentVolumeClaims()
                .inNamespace(name.namespace())
                .withName(name.name())
                .get());
    }

    @Override
    public Optional<PersistentVolume> volume(String name) throws KubeUnavailableException {
        return read(
                "persistentvolume " + name,
                () -> access.client().persistentVolumes().withName(name).get());
    }

    @Override
    public Optional<Token> token(TokenWish wish) throws KubeUnavailableException {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(wish.audience().isEmpty() ? List.of() : List.of(wish.audience()))
                .withExpirationSeconds(wish.lifeSeconds())
                .withNewBoundObjectRef(
                        "v1", "Pod", wish.pod().name(), wish.pod().uid())
                .endSpec()
                .build();
        return read("token of service account " + wish.serviceAccount(), () -> access.client()
                        .serviceAccounts()
                        .inNamespace(wish.pod().namespace())
                        .withName(wish.serviceAccount())
                        .tokenRequest(request))
                .map(answer -> new Token(
                        answer.getStatus().getToken(),
                        Instant.parse(answer.getStatus().getExpirationTimestamp())));
    }

    private static <T> Optional<T> read(String what, Supplier<@Nullable T> how) throws KubeUnavailableException {
        try {
            return Optional.ofNullable(how.get());
        } catch (KubernetesClientException failure) {
            if (failure.getCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw new KubeUnavailableException(
                    what + " could not be read: status " + failure.getCode() + " (expected: 200 or 404)", failure);
        }
    }
}
