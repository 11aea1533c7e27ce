package io.beemesh.agent.pods;

import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.PodReports;
import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.probe.Hooks;
import io.beemesh.agent.spec.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops containers beside the worker, each on a virtual thread that ends when its container did. */
final class Stopper {
    /** The kubelet never leaves a container less. */
    static final Duration GRACE_MIN = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Stopper.class);

    private final Host host;
    private final Hooks hooks;
    private final PodReports reports;
    private final ThreadFactory threads;
    private final Runnable wake;
    private final Set<String> stopping = ConcurrentHashMap.newKeySet();

    Stopper(Host host, Hooks hooks, PodReports reports, ThreadFactory threads, Runnable wake) {
        this.host = host;
        this.hooks = hooks;
        this.reports = reports;
        this.threads = threads;
        this.wake = wake;
    }

    /** What is to be stopped, and how gently; the message is the event's. */
    record Request(Assignment assignment, Run run, List<String> podIps, long graceSeconds, String message) {}

    /** Begins to stop a container, if that was not begun before. */
    void stop(Request request) {
        if (stopping.add(request.run().info().id())) {
            path(request)
                    .ifPresent(path -> reports.event(
                            request.assignment(),
                            new PodReports.PodEventNote(path, false, "Killing", request.message())));
            threads.newThread(() -> work(request)).start();
        }
    }

    /** Kills a container at once. */
    void kill(Run run) throws PodmanException {
        host.podman().kill(run.info().id(), "KILL");
    }

    private Optional<String> path(Request request) {
        return container(request).map(Container::path);
    }

    private static Optional<Container> container(Request request) {
        return request.assignment().pod().container(request.run().container());
    }

    private void work(Request request) {
        String id = request.run().info().id();
        try {
            Duration left = afterHook(request, Duration.ofSeconds(request.graceSeconds()));
            host.podman().stop(id, request.graceSeconds() == 0 ? Duration.ZERO : max(left, GRACE_MIN));
        } catch (PodmanException e) {
            LOG.atWarn()
                    .addKeyValue("pod", request.assignment().pod().meta().fullName())
                    .addKeyValue("container", request.run().container())
                    .addKeyValue("error", e.getMessage())
                    .log("container could not be stopped; it is tried again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopping.remove(id);
            wake.run();
        }
    }

    private Duration afterHook(Request request, Duration grace) throws InterruptedException {
        Optional<Container> container = container(request);
        if (container.isEmpty() || container.get().hooks().preStop().isEmpty() || grace.isZero()) {
            return grace;
        }
        Instant end = host.steadyTime().plus(grace);
        Hooks.Target target = new Hooks.Target(request.run().info().id(), container.get(), request.podIps());
        if (!hooks.run(container.get().hooks().preStop().get(), target, grace)) {
            reports.event(
                    request.assignment(),
                    new PodReports.PodEventNote(
                            container.get().path(), true, "FailedPreStopHook", "PreStopHook failed"));
        }
        return Duration.between(host.steadyTime(), end);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
