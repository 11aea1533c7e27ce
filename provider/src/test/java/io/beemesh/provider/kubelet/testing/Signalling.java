package io.beemesh.provider.kubelet.testing;

import io.beemesh.provider.kubelet.serving.ServingIdentity;
import io.beemesh.provider.kubelet.serving.ServingStore;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Tells when an identity is saved: it is in use then. */
record Signalling(MemoryStore store, CompletableFuture<Void> saved) implements ServingStore {

    @Override
    public Optional<ServingIdentity> load() {
        return store.load();
    }

    @Override
    public void save(ServingIdentity identity) {
        store.save(identity);
        saved.complete(null);
    }
}
