package io.beemesh.provider.pods.resolve;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The objects that a pod names, and that its host therefore may learn.
 *
 * @param configMaps by name
 * @param secrets by name, pull secrets excepted
 * @param tokens wished life in seconds by audience
 * @param pullSecrets by name
 */
record PodNeeds(
        NavigableSet<String> configMaps,
        NavigableSet<String> secrets,
        NavigableMap<String, Long> tokens,
        NavigableSet<String> pullSecrets) {
    /** The API server's default life of a projected token. */
    private static final long TOKEN_SECONDS = 3600;

    /** What the spec names. */
    static PodNeeds of(PodSpec spec) {
        PodNeeds needs = new PodNeeds(new TreeSet<>(), new TreeSet<>(), new TreeMap<>(), new TreeSet<>());
        spec.getVolumes().forEach(needs::volume);
        for (List<Container> containers : List.of(spec.getInitContainers(), spec.getContainers())) {
            for (Container container : containers) {
                container.getEnv().forEach(needs::variable);
                container.getEnvFrom().forEach(needs::variables);
            }
        }
        for (EphemeralContainer container : spec.getEphemeralContainers()) {
            container.getEnv().forEach(needs::variable);
            container.getEnvFrom().forEach(needs::variables);
        }
        spec.getImagePullSecrets().stream()
                .map(LocalObjectReference::getName)
                .filter(Objects::nonNull)
                .forEach(needs.pullSecrets::add);
        return needs;
    }

    private void variable(EnvVar variable) {
        if (variable.getValueFrom() == null) {
            return;
        }
        if (variable.getValueFrom().getConfigMapKeyRef() != null) {
            configMaps.add(variable.getValueFrom().getConfigMapKeyRef().getName());
        }
        if (variable.getValueFrom().getSecretKeyRef() != null) {
            secrets.add(variable.getValueFrom().getSecretKeyRef().getName());
        }
    }

    private void variables(EnvFromSource source) {
        if (source.getConfigMapRef() != null) {
            configMaps.add(source.getConfigMapRef().getName());
        }
        if (source.getSecretRef() != null) {
            secrets.add(source.getSecretRef().getName());
        }
    }

    private void volume(Volume volume) {
        if (volume.getConfigMap() != null) {
            configMaps.add(volume.getConfigMap().getName());
        }
        if (volume.getSecret() != null) {
            secrets.add(volume.getSecret().getSecretName());
        }
        if (volume.getProjected() != null) {
            volume.getProjected().getSources().forEach(this::projection);
        }
    }

    private void projection(VolumeProjection source) {
        if (source.getConfigMap() != null) {
            configMaps.add(source.getConfigMap().getName());
        }
        if (source.getSecret() != null) {
            secrets.add(source.getSecret().getName());
        }
        if (source.getServiceAccountToken() != null) {
            token(source.getServiceAccountToken());
        }
    }

    private void token(ServiceAccountTokenProjection token) {
        String audience = token.getAudience() == null ? "" : token.getAudience();
        long seconds = token.getExpirationSeconds() == null ? TOKEN_SECONDS : token.getExpirationSeconds();
        tokens.merge(audience, seconds, Math::min);
    }
}
