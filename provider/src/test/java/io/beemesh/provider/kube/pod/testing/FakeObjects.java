package io.beemesh.provider.kube.pod.testing;

import io.beemesh.provider.kube.pod.ObjectReader;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The objects that pods name, in memory; none at first. */
public final class FakeObjects implements ObjectReader {
    /** ConfigMaps by namespace and name. */
    public final Map<ObjectName, ConfigMap> configMaps = new HashMap<>();

    /** Secrets by namespace and name. */
    public final Map<ObjectName, Secret> secrets = new HashMap<>();

    /** Claims by namespace and name. */
    public final Map<ObjectName, PersistentVolumeClaim> claims = new HashMap<>();

    /** Volumes by name. */
    public final Map<String, PersistentVolume> volumes = new HashMap<>();

    /** Services of every namespace. */
    public final List<Service> services = new ArrayList<>();

    /** The wishes for tokens, in order. */
    public final List<TokenWish> wishes = new ArrayList<>();

    /** When the next token ends. */
    public Instant tokensExpire = Instant.EPOCH;

    @Override
    public Optional<ConfigMap> configMap(ObjectName name) {
        return Optional.ofNullable(configMaps.get(name));
    }

    @Override
    public Optional<Secret> secret(ObjectName name) {
        return Optional.ofNullable(secrets.get(name));
    }

    @Override
    public List<Service> services(String namespace) {
        return services.stream()
                .filter(service -> namespace.equals(service.getMetadata().getNamespace()))
                .toList();
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(ObjectName name) {
        return Optional.ofNullable(claims.get(name));
    }

    @Override
    public Optional<PersistentVolume> volume(String name) {
        return Optional.ofNullable(volumes.get(name));
    }

    @Override
    public Optional<Token> token(TokenWish wish) {
        wishes.add(wish);
        return Optional.of(new Token("token-" + wishes.size(), tokensExpire));
    }
}
