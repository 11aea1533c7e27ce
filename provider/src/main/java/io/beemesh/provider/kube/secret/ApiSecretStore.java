package io.beemesh.provider.kube.secret;

import io.beemesh.provider.kube.Answer;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Secrets at the API server. */
public final class ApiSecretStore implements SecretStore {
    private static final String OWNERS_VERSION = "beemesh.io/v1alpha1";

    private final KubernetesClient client;
    private final String namespace;

    /** Uses a client that somebody else closes. */
    public ApiSecretStore(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public Answer<StoredSecret> read(String name) {
        return Answer.of(() -> {
            Secret secret = secrets().withName(name).get();
            return secret == null ? null : from(secret);
        });
    }

    @Override
    public Answer<StoredSecret> create(StoredSecret secret) {
        Answer<StoredSecret> made = tryCreate(secret);
        if (!(made instanceof Answer.Missing)) {
            return made;
        }
        // An absent namespace is answered like an absent object.
        Namespace wanted = new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .endMetadata()
                .build();
        return switch (Answer.of(() -> client.namespaces().resource(wanted).create())) {
            case Answer.Done<Namespace>(Namespace there) -> tryCreate(secret);
            case Answer.Conflict<Namespace>() -> tryCreate(secret);
            case Answer.Missing<Namespace>() -> made;
            case Answer.Failed<Namespace>(String reason, boolean retryable) -> new Answer.Failed<>(reason, retryable);
        };
    }

    @Override
    public Answer<StoredSecret> replace(StoredSecret secret) {
        return Answer.of(() -> from(secrets().resource(to(secret)).update()));
    }

    @Override
    public Answer<String> delete(String name) {
        return Answer.of(() -> secrets().withName(name).delete().isEmpty() ? null : name);
    }

    @Override
    public Answer<List<StoredSecret>> withLabel(String label) {
        return Answer.of(() -> secrets().withLabel(label).list().getItems().stream()
                .map(ApiSecretStore::from)
                .toList());
    }

    private Answer<StoredSecret> tryCreate(StoredSecret secret) {
        return Answer.of(() -> from(secrets().resource(to(secret)).create()));
    }

    private NonNamespaceOperation<Secret, SecretList, Resource<Secret>> secrets() {
        return client.secrets().inNamespace(namespace);
    }

    private static StoredSecret from(Secret secret) {
        Map<String, String> data = new HashMap<>();
        Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
                .forEach((key, value) ->
                        data.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return new StoredSecret(
                secret.getMetadata().getName(),
                secret.getType(),
                Objects.requireNonNullElse(secret.getMetadata().getLabels(), Map.of()),
                data,
                owner(secret),
                secret.getMetadata().getResourceVersion());
    }

    private static Optional<StoredSecret.Owner> owner(Secret secret) {
        return secret.getMetadata().getOwnerReferences().stream()
                .filter(reference -> OWNERS_VERSION.equals(reference.getApiVersion()))
                .map(reference -> new StoredSecret.Owner(reference.getKind(), reference.getName(), reference.getUid()))
                .findFirst();
    }

    private static OwnerReference reference(StoredSecret.Owner owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(OWNERS_VERSION)
                .withKind(owner.kind())
                .withName(owner.name())
                .withUid(owner.uid())
                .withController(true)
                .build();
    }

    private Secret to(StoredSecret secret) {
        Map<String, String> data = new HashMap<>();
        secret.data()
                .forEach((key, value) ->
                        data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return new SecretBuilder()
                .withNewMetadata()
                .withName(secret.name())
                .withNamespace(namespace)
                .withLabels(secret.labels())
                .withOwnerReferences(
                        secret.owner().map(ApiSecretStore::reference).stream().toList())
                .withResourceVersion(secret.version().isEmpty() ? null : secret.version())
                .endMetadata()
                .withType(secret.type())
                .withData(data)
                .build();
    }
}
