package io.beemesh.provider.app;

import io.beemesh.provider.app.bridge.PodReports;
import io.beemesh.provider.app.config.Version;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostView;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Predicate;

/** The facts that are scraped: the kubelet's names where the meaning is the kubelet's, ours for what is ours. */
final class Metrics {
    private Metrics() {}

    /** Adds the meters of a provider that has started. */
    static void register(MeterRegistry registry, Provider provider) {
        Gauge.builder("beemesh_build_info", () -> 1)
                .tag("version", Version.current())
                .register(registry);
        Gauge.builder("kubelet_node_name", () -> 1)
                .tag("node", provider.nodeName())
                .register(registry);
        Gauge.builder("beemesh_leader", provider, it -> it.leads() ? 1 : 0)
                .description("Whether this provider leads: 1, or 0.")
                .register(registry);
        hosts(registry, provider, "attached", HostState.Attached.class::isInstance);
        hosts(registry, provider, "away", HostState.Away.class::isInstance);
        hosts(registry, provider, "lost", HostState.Lost.class::isInstance);
        FunctionCounter.builder("beemesh_usage_unanswered", provider, Provider::unansweredUsages)
                .description("How often an attached host did not say in time what it uses, and was left out.")
                .register(registry);
        pods(registry, provider);
    }

    private static void pods(MeterRegistry registry, Provider provider) {
        Gauge.builder("kubelet_running_pods", provider, it -> it.pods().all().stream()
                        .filter(PodReports::isRunning)
                        .count())
                .description("Number of pods that have a running container")
                .register(registry);
        Gauge.builder("kubelet_running_containers", provider, it -> it.pods().all().stream()
                        .flatMap(PodReports::running)
                        .count())
                .tag("container_state", "running")
                .description("Number of containers currently running")
                .register(registry);
        Gauge.builder("kubelet_desired_pods", provider, it -> it.pods().all().size())
                .tag("static", "")
                .description("The number of pods the kubelet is being instructed to run.")
                .register(registry);
    }

    private static void hosts(MeterRegistry registry, Provider provider, String state, Predicate<HostState> in) {
        Gauge.builder("beemesh_hosts", provider, it -> it.hosts().snapshot().stream()
                        .map(HostView::state)
                        .filter(in)
                        .count())
                .tag("state", state)
                .description("Hosts that this provider knows, by whether it hears of them.")
                .register(registry);
    }
}
