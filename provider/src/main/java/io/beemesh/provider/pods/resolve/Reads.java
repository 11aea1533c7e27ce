package io.beemesh.provider.pods.resolve;

import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.pod.ObjectReader;
import io.beemesh.provider.kube.pod.ObjectReader.ObjectName;
import io.beemesh.provider.kube.pod.ObjectReader.Token;
import io.beemesh.provider.kube.pod.ObjectReader.TokenWish;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What a pod names, read side by side from when this was made: each on a virtual thread of its own, which ends with its
 * answer. At most {@value #AHEAD_MAX} are; the others are read when they are asked for.
 *
 * <p>To be asked by one thread, once for each object; blocks until the answer is there.
 */
public final class Reads {
    private static final int AHEAD_MAX = 16;

    private final ObjectReader objects;
    private final TokenCache tokens;
    private final Map<ObjectName, PendingRead<Optional<ConfigMap>>> configMaps = new HashMap<>();
    private final Map<ObjectName, PendingRead<Optional<Secret>>> secrets = new HashMap<>();
    private final Map<String, PendingRead<List<Service>>> services = new HashMap<>();
    private final Map<TokenWish, PendingRead<Optional<Token>>> wishes = new HashMap<>();

    Reads(ObjectReader objects, TokenCache tokens) {
        this.objects = objects;
        this.tokens = tokens;
    }

    void begin(TokenWish wish) {
        begin(wishes, wish, () -> tokens.token(wish));
    }

    void beginConfigMap(ObjectName name) {
        begin(configMaps, name, () -> objects.configMap(name));
    }

    void beginSecret(ObjectName name) {
        begin(secrets, name, () -> objects.secret(name));
    }

    void beginServices(String namespace) {
        begin(services, namespace, () -> objects.services(namespace));
    }

    Optional<Token> token(TokenWish wish) throws KubeUnavailableException {
        PendingRead<Optional<Token>> begun = wishes.get(wish);
        return begun == null ? tokens.token(wish) : begun.await();
    }

    Optional<ConfigMap> configMap(ObjectName name) throws KubeUnavailableException {
        PendingRead<Optional<ConfigMap>> begun = configMaps.get(name);
        return begun == null ? objects.configMap(name) : begun.await();
    }

    Optional<Secret> secret(ObjectName name) throws KubeUnavailableException {
        PendingRead<Optional<Secret>> begun = secrets.get(name);
        return begun == null ? objects.secret(name) : begun.await();
    }

    List<Service> services(String namespace) throws KubeUnavailableException {
        PendingRead<List<Service>> begun = services.get(namespace);
        return begun == null ? objects.services(namespace) : begun.await();
    }

    private <K, T> void begin(Map<K, PendingRead<T>> into, K key, Callable<T> read) {
        int begun = configMaps.size() + secrets.size() + services.size() + wishes.size();
        if (begun < AHEAD_MAX && !into.containsKey(key)) {
            PendingRead<T> ahead = new PendingRead<>(read);
            into.put(key, ahead);
            Thread.ofVirtual().name("bm-read").start(ahead::run);
        }
    }
}
