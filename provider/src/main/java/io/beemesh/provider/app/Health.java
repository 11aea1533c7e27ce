package io.beemesh.provider.app;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the node is registered and its lease is fresh. That the process answers at all is its liveness. */
@Readiness
@ApplicationScoped
public class Health implements HealthCheck {
    private final Running running;

    Health(Running running) {
        this.running = running;
    }

    @Override
    public HealthCheckResponse call() {
        boolean alive = running.provider().map(Provider::isAlive).orElse(false);
        return HealthCheckResponse.named("node-lease").status(alive).build();
    }
}
