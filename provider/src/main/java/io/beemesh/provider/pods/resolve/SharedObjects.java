package io.beemesh.provider.pods.resolve;

import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.pod.ObjectReader;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;

/** Reads for many pods of one node at once: what several of them name is read once for all of them. */
final class SharedObjects implements ObjectReader {
    private final ObjectReader objects;
    private final SharedRead<ObjectName, Optional<ConfigMap>> configMaps;
    private final SharedRead<ObjectName, Optional<Secret>> secrets;
    private final SharedRead<String, List<Service>> services;

    SharedObjects(ObjectReader objects) {
        this.objects = objects;
        this.configMaps = new SharedRead<>(objects::configMap);
        this.secrets = new SharedRead<>(objects::secret);
        this.services = new SharedRead<>(objects::services);
    }

    @Override
    public Optional<ConfigMap> configMap(ObjectName name) throws KubeUnavailableException {
        return configMaps.read(name);
    }

    @Override
    public Optional<Secret> secret(ObjectName name) throws KubeUnavailableException {
        return secrets.read(name);
    }

    @Override
    public List<Service> services(String namespace) throws KubeUnavailableException {
        return services.read(namespace);
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(ObjectName name) throws KubeUnavailableException {
        return objects.claim(name);
    }

    @Override
    public Optional<PersistentVolume> volume(String name) throws KubeUnavailableException {
        return objects.volume(name);
    }

    @Override
    public Optional<Token> token(TokenWish wish) throws KubeUnavailableException {
        return objects.token(wish);
    }
}
