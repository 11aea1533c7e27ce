package io.beemesh.agent.podman.testing;

import io.beemesh.agent.podman.AttachSpec;
import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerSpec;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.ExecSession;
import io.beemesh.agent.podman.ExecSpec;
import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.podman.PodmanEvent;
import io.beemesh.agent.podman.PodmanException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Podman in memory. Containers run a {@link FakeProgram} that their command names; a test can end them with
 * {@link #exit}, make calls fail with {@link #failNext} and lose the connection with {@link #restartService}.
 *
 * <p>Thread-safe. Held to {@code PodmanContract} together with the real client.
 */
public final class FakePodman implements Podman {

    private final Clock clock;
    private final Map<String, FakePod> pods = new LinkedHashMap<>();
    private final Map<String, FakeContainer> containers = new LinkedHashMap<>();
    private final Map<String, Deque<PodmanException>> failures = new HashMap<>();
    private final List<FakeSubscription> subscriptions = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> looks = new CopyOnWriteArrayList<>();
    private int lastId;

    /** A Podman with no pod, on the system's clock. */
    public FakePodman() {
        this(Clock.systemUTC());
    }

    /** A Podman with no pod; times of containers are the clock's. */
    public FakePodman(Clock clock) {
        this.clock = clock;
    }

    /** Ends a container as if its main process had ended with this code. */
    public void exit(String container, int code) {
        end(container, code, false);
    }

    /** Ends a container as if the kernel had killed it for its memory. */
    public void killForMemory(String container) {
        end(container, 137, true);
    }

    /** Lets the next calls of that method (such as {@code "start"}) fail, each with one of these, in order. */
    public synchronized void failNext(String method, PodmanException... exceptions) {
        failures.computeIfAbsent(method, m -> new ArrayDeque<>()).addAll(List.of(exceptions));
    }

    /** The calls so far that create, start, stop, kill or remove: {@code "start <name>"}. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** The calls so far that only look: {@code "inspectPod"}. */
    public List<String> looks() {
        return List.copyOf(looks);
    }

    /** Breaks off the events as a restart of Podman's service does; containers run on. */
    public void restartService() {
        publish(new PodmanEvent.Resync());
    }

    @Override
    public String version() throws PodmanException {
        enter("version", "");
        return "4.3.1";
    }

    @Override
    public synchronized PodInfo createPod(PodSpec spec) throws PodmanException {
        enter("createPod", spec.name());
        return pods.computeIfAbsent(spec.name(), name -> new FakePod(newId(), spec))
                .info();
    }

    @Override
    public synchronized PodInfo startPod(String pod) throws PodmanException {
        enter("startPod", pod);
        return pod(pod).start().info();
    }

    @Override
    public synchronized void stopPod(String pod) throws PodmanException {
        enter("stopPod", pod);
        pods.values().stream().filter(p -> p.is(pod)).forEach(FakePod::stop);
    }

    @Override
    public synchronized PodInfo inspectPod(String pod) throws PodmanException {
        enter("inspectPod", "");
        return pod(pod).info();
    }

    @Override
    public synchronized List<PodInfo> listPods(Map<String, String> labels) throws PodmanException {
        enter("listPods", "");
        return pods.values().stream()
                .map(FakePod::info)
                .filter(pod -> pod.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    @Override
    public void removePod(String pod) throws PodmanException {
        enter("removePod", pod);
        String id;
        synchronized (this) {
            id = pods.values().stream()
                    .filter(p -> p.is(pod))
                    .map(FakePod::id)
                    .findFirst()
                    .orElse("");
            pods.values().removeIf(p -> p.is(pod));
        }
        for (FakeContainer container : inPod(id)) {
            discard(container);
        }
    }

    private synchronized List<FakeContainer> inPod(String podId) {
        return containers.values().stream().filter(c -> c.podId().equals(podId)).toList();
    }

    @Override
    public synchronized String createContainer(ContainerSpec spec) throws PodmanException {
        enter("createContainer", spec.name());
        FakeContainer there = containers.get(spec.name());
        if (there == null) {
            there = new FakeContainer(newId(), spec, pod(spec.pod()).id(), clock);
            containers.put(spec.name(), there);
        }
        return there.id();
    }

    @Override
    public void start(String container) throws PodmanException {
        enter("start", container);
        FakeContainer there = container(container);
        startPodOf(there);
        FakeProgram program = FakeProgram.of(there.spec().program());
        if (!there.start(program)) {
            return;
        }
        publish(new PodmanEvent.Started(there.id(), there.spec().labels()));
        program.exitCode().ifPresent(code -> end(container, code, false));
    }

    private synchronized void startPodOf(FakeContainer container) {
        pods.values().stream().filter(p -> p.id().equals(container.podId())).forEach(FakePod::start);
    }

    @Override
    public void update(String container, ContainerSpec.Resources resources) throws PodmanException {
        enter("update", container + " " + resources);
        requireRunning(container);
    }

    @Override
    public void stop(String container, Duration grace) throws PodmanException {
        enter("stop", container);
        signal(container, "TERM");
        signal(container, "KILL");
    }

    @Override
    public void kill(String container, String signal) throws PodmanException {
        enter("kill", container);
        signal(container, signal);
    }

    private void signal(String container, String signal) {
        FakeContainer there = find(container);
        if (there == null || !(there.state() instanceof ContainerState.Running)) {
            return;
        }
        FakeProgram.of(there.spec().program()).codeAfter(signal).ifPresent(code -> end(container, code, false));
    }

    @Override
    public void removeContainer(String container) throws PodmanException {
        enter("removeContainer", container);
        FakeContainer there = find(container);
        if (there != null) {
            discard(there);
        }
    }

    private void discard(FakeContainer container) {
        end(container.id(), 137, false);
        synchronized (this) {
            containers.remove(container.spec().name());
        }
        publish(new PodmanEvent.Removed(container.id(), container.spec().labels()));
    }

    @Override
    public ContainerInfo inspect(String container) throws PodmanException {
        enter("inspect", "");
        return container(container).info();
    }

    @Override
    public synchronized List<ContainerInfo> listContainers(Map<String, String> labels) throws PodmanException {
        enter("listContainers", "");
        return containers.values().stream()
                .map(FakeContainer::info)
                .filter(c -> c.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    @Override
    public synchronized long writtenBytes(String container) throws PodmanException {
        enter("writtenBytes", "");
        return 0;
    }

    @Override
    public ContainerState.Exited await(String container) throws PodmanException, InterruptedException {
        enter("await", "");
        try {
            return container(container).ended().get();
        } catch (ExecutionException e) {
            throw new PodmanException("the container was removed", e);
        }
    }

    @Override
    public Subscription subscribe(Consumer<PodmanEvent> listener) {
        FakeSubscription subscription = new FakeSubscription(listener, subscriptions::remove);
        subscriptions.add(subscription);
        subscription.offer(new PodmanEvent.Resync());
        return subscription;
    }

    @Override
    public ExecSession exec(String container, ExecSpec spec) throws PodmanException {
        enter("exec", container);
        requireRunning(container);
        return new FakeSession(spec);
    }

    @Override
    public ExecSession attach(String container, AttachSpec spec) throws PodmanException {
        enter("attach", container);
        FakeContainer there = requireRunning(container);
        List<String> command = there.spec().program().command();
        return new FakeSession(new ExecSpec(command, spec.stdin(), true, true, false));
    }

    private FakeContainer requireRunning(String container) throws PodmanException {
        FakeContainer there = container(container);
        if (!(there.state() instanceof ContainerState.Running)) {
            throw new PodmanException(409, "container state improper: " + container + " is not running");
        }
        return there;
    }

    private void end(String container, int code, boolean outOfMemory) {
        FakeContainer there = find(container);
        if (there != null && there.end(code, outOfMemory)) {
            publish(new PodmanEvent.Died(there.id(), there.spec().labels()));
        }
    }

    private void publish(PodmanEvent event) {
        subscriptions.forEach(subscription -> subscription.offer(event));
    }

    private synchronized void enter(String method, String what) throws PodmanException {
        if (what.isEmpty()) {
            looks.add(method);
        } else {
            calls.add(method + " " + what);
        }
        Deque<PodmanException> waiting = failures.get(method);
        if (waiting != null && !waiting.isEmpty()) {
            throw waiting.remove();
        }
    }

    private FakePod pod(String nameOrId) throws PodmanException {
        for (FakePod pod : new ArrayList<>(pods.values())) {
            if (pod.is(nameOrId)) {
                return pod;
            }
        }
        throw new PodmanException(404, "unable to find pod " + nameOrId + ": no such pod");
    }

    private FakeContainer container(String nameOrId) throws PodmanException {
        FakeContainer container = find(nameOrId);
        if (container == null) {
            throw new PodmanException(404, "no container with name or ID \"" + nameOrId + "\" found");
        }
        return container;
    }

    private synchronized @Nullable FakeContainer find(String nameOrId) {
        return containers.values().stream()
                .filter(c -> c.id().equals(nameOrId) || c.spec().name().equals(nameOrId))
                .findFirst()
                .orElse(null);
    }

    private String newId() {
        return "0".repeat(56) + HexFormat.of().toHexDigits(++lastId);
    }
}
