package io.beemesh.provider.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** The meters of this process in Prometheus' text format. */
// Micrometer deprecates the registry over Prometheus' older client, which is the one that this Quarkus brings.
@SuppressWarnings("deprecation")
@ApplicationScoped
public class Scrape {
    private final PrometheusMeterRegistry registry;

    Scrape(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    String text() {
        return registry.scrape();
    }

    MeterRegistry registry() {
        return registry;
    }
}
