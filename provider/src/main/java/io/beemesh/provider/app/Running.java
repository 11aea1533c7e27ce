package io.beemesh.provider.app;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
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

    // A signal ends the process as soon as Quarkus has stopped, whatever the main thread does: so we stop here.
    void stop(@Observes ShutdownEvent event) {
        provider.getAndSet(Optional.empty()).ifPresent(Provider::close);
    }
}
