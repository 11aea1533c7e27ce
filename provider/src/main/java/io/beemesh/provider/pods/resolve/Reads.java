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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

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
    private final Map<ObjectName, Ahead<Optional<ConfigMap>>> configMaps = new HashMap<>();
    private final Map<ObjectName, Ahead<Optional<Secret>>> secrets = new HashMap<>();
    private final Map<String, Ahead<List<Service>>> services = new HashMap<>();
    private final Map<TokenWish, Ahead<Optional<Token>>> wishes = new HashMap<>();

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
        Ahead<Optional<Token>> begun = wishes.get(wish);
        return begun == null ? tokens.token(wish) : begun.await();
    }

    Optional<ConfigMap> configMap(ObjectName name) throws KubeUnavailableException {
        Ahead<Optional<ConfigMap>> begun = configMaps.get(name);
        return begun == null ? objects.configMap(name) : begun.await();
    }

    Optional<Secret> secret(ObjectName name) throws KubeUnavailableException {
        Ahead<Optional<Secret>> begun = secrets.get(name);
        return begun == null ? objects.secret(name) : begun.await();
    }

    List<Service> services(String namespace) throws KubeUnavailableException {
        Ahead<List<Service>> begun = services.get(namespace);
        return begun == null ? objects.services(namespace) : begun.await();
    }

    private <K, T> void begin(Map<K, Ahead<T>> into, K key, Read<T> read) {
        int begun = configMaps.size() + secrets.size() + services.size() + wishes.size();
        if (begun < AHEAD_MAX && !into.containsKey(key)) {
            into.put(key, new Ahead<>(read));
        }
    }

    private interface Read<T> {
        T run() throws KubeUnavailableException;
    }

    private static final class Ahead<T> {
        private final FutureTask<T> task;

        Ahead(Read<T> read) {
            task = new FutureTask<>(read::run);
            Thread.ofVirtual().name("bm-read").start(task);
        }

        T await() throws KubeUnavailableException {
            try {
                return task.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KubeUnavailableException("the answer was not waited for", e);
            } catch (ExecutionException e) {
                throw new KubeUnavailableException(String.valueOf(e.getCause()), e);
            }
        }
    }
}
