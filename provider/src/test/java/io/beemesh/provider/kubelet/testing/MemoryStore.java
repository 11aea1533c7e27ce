package io.beemesh.provider.kubelet.testing;

import io.beemesh.provider.kubelet.serving.ServingIdentity;
import io.beemesh.provider.kubelet.serving.ServingStore;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Keeps a serving identity as long as the test runs. */
public final class MemoryStore implements ServingStore {
    private final AtomicReference<Optional<ServingIdentity>> saved = new AtomicReference<>(Optional.empty());

    @Override
    public Optional<ServingIdentity> load() {
        return saved.get();
    }

    @Override
    public void save(ServingIdentity identity) {
        saved.set(Optional.of(identity));
    }
}
