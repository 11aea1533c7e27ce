package io.beemesh.provider.kubelet.testing;

import io.beemesh.provider.certificate.CertificateStore;
import io.beemesh.provider.certificate.Credential;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Tells when a credential is saved: it is in use then. */
record Signalling(MemoryStore store, CompletableFuture<Void> saved) implements CertificateStore {

    @Override
    public Optional<Credential> load() {
        return store.load();
    }

    @Override
    public void save(Credential credential) {
        store.save(credential);
        saved.complete(null);
    }
}
