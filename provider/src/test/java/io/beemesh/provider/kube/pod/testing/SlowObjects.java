package io.beemesh.provider.kube.pod.testing;

import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.pod.ObjectReader;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** No objects, but tokens: each answer comes once so many are asked for at the same time, or never. Any thread. */
public final class SlowObjects implements ObjectReader {
    private static final int SECONDS_MAX = 10;

    private final CountDownLatch unasked;
    private final boolean answers;
    private final AtomicInteger asked = new AtomicInteger();

    private SlowObjects(int together, boolean answers) {
        this.unasked = new CountDownLatch(together);
        this.answers = answers;
    }

    /** Answers nobody before that many have asked. */
    public static SlowObjects untilAsked(int together) {
        return new SlowObjects(together, true);
    }

    /** Answers nobody. */
    public static SlowObjects silent() {
        return new SlowObjects(0, false);
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    /** Waits until so many have asked. */
    public void awaitAsked() throws InterruptedException {
        if (!unasked.await(SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new AssertionError("asked only " + asked + " times");
        }
    }

    private void ask(String what) throws KubeUnavailableException {
        asked.incrementAndGet();
        unasked.countDown();
        try {
            awaitAsked();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!answers) {
            throw new KubeUnavailableException(what + " is not answered", new IllegalStateException("fake"));
        }
    }

    @Override
    public Optional<ConfigMap> configMap(ObjectName name) throws KubeUnavailableException {
        ask(name.name());
        return Optional.empty();
    }

    @Override
    public Optional<Secret> secret(ObjectName name) throws KubeUnavailableException {
        ask(name.name());
        return Optional.empty();
    }

    @Override
    public List<Service> services(String namespace) throws KubeUnavailableException {
        ask(namespace);
        return List.of();
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(ObjectName name) throws KubeUnavailableException {
        ask(name.name());
        return Optional.empty();
    }

    @Override
    public Optional<PersistentVolume> volume(String name) throws KubeUnavailableException {
        ask(name);
        return Optional.empty();
    }

    @Override
    public Optional<Token> token(TokenWish wish) throws KubeUnavailableException {
        ask(wish.serviceAccount());
        return Optional.of(new Token("token", Instant.EPOCH));
    }
}
