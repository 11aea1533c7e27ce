package io.beemesh.provider.kubelet.testing;

import io.beemesh.provider.certificate.CertificateStore;
import io.beemesh.provider.certificate.Credential;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Keeps a credential as long as the test runs. */
public final class MemoryStore implements CertificateStore {
    private final AtomicReference<Optional<Credential>> saved = new AtomicReference<>(Optional.empty());

    /** An empty one. */
    public MemoryStore() {}

    /** One that holds what another one holds now. */
    public MemoryStore(MemoryStore other) {
        saved.set(other.load());
    }

    @Override
    public Optional<Credential> load() {
        return saved.get();
    }

    @Override
    public void save(Credential credential) {
        saved.set(Optional.of(credential));
    }
}
