package io.beemesh.provider.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The provider of this process, once it has started. */
@ApplicationScoped
public class Running {
    private final AtomicReference<Optional<Provider>> provider = new AtomicReference<>(Optional.empty());

    void set(Provider started) {
        provider.set(Optional.of(started));
    }

    Optional<Provider> provider() {
        return provider.get();
    }
}
