package io.beemesh.agent.podman.libpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.agent.network.PodNetworks;
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
import io.beemesh.agent.podman.runc.Runc;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Podman by libpod's REST API. Holds nothing but its transport, so that a restart of Podman's service is no matter. */
public final class LibpodPodman implements Podman {

    /** Ended by SIGKILL. */
    private static final int KILLED = 137;

    private final Libpod libpod;
    private final Clock clock;
    private final KernelLog kernel = new KernelLog();
    private final LibpodPods pods;
    private final Runc runc;

    /**
     * A client.
     *
     * @param libpod to ask
     * @param clock the machine's, which Podman's events go by
     * @param networks of pods
     * @param runc runs the commands that Podman need not know of
     */
    public LibpodPodman(Libpod libpod, Clock clock, PodNetworks networks, Runc runc) {
        this.libpod = libpod;
        this.clock = clock;
        this.runc = runc;
        this.pods = new LibpodPods(libpod, networks);
    }

    @Override
    public String version() throws PodmanException {
        return libpod.version();
    }

    @Override
    public PodInfo createPod(PodSpec spec) throws PodmanException {
        return pods.create(spec);
    }

    @Override
    public PodInfo startPod(String pod) throws PodmanException {
        return pods.start(pod);
    }

    @Override
    public void stopPod(String pod) throws PodmanException {
        quietly(() -> pods.stop(pod));
    }

    @Override
    public PodInfo inspectPod(String pod) throws PodmanException {
        return pods.inspect(pod);
    }

    @Override
    public List<PodInfo> listPods(Map<String, String> labels) throws PodmanException {
        return pods.list(labels);
    }

    @Override
    public void removePod(String pod) throws PodmanException {
        pods.remove(pod);
    }

    @Override
    public String createContainer(ContainerSpec spec) throws PodmanException {
        try {
            ObjectNode request = Requests.container(libpod.object(), spec);
            pods.network(spec.pod()).ifPresent(network -> Requests.join(request, network));
            if (!spec.seesProcessesOf().isEmpty()) {
                Requests.joinProcesses(request, processOf(spec.seesProcessesOf()));
            }
            return libpod.post("/containers/create", request).path("Id").asText();
        } catch (PodmanException e) {
            if (!LibpodPods.isNameInUse(e)) {
                throw e;
            }
            return inspect(spec.name()).id();
        }
    }

    /** Not by Podman's own dependency: the target could not be removed before who looks at it. */
    private long processOf(String target) throws PodmanException {
        long pid =
                libpod.get(container(target, "json")).path("State").path("Pid").asLong();
        if (pid <= 0) {
            throw new PodmanException(409, "target container " + target + " does not run");
        }
        return pid;
    }

    @Override
    public void start(String container) throws PodmanException {
        libpod.post(container(container, "start"));
    }

    @Override
    public void update(String container, ContainerSpec.Resources resources) throws PodmanException {
        ObjectNode limits = Requests.limits(libpod.object(), resources);
        // What it answers is an id, in some versions without its quotes.
        libpod.execute(Libpod.Call.post(container(container, "update"), limits)).close();
    }

    @Override
    public void stop(String container, Duration grace) throws PodmanException {
        long graceSeconds = Math.max(0, grace.plusMillis(999).toSeconds());
        String path = container(container, "stop?timeout=" + graceSeconds);
        quietly(() -> libpod.call(Libpod.Call.post(path, null).unbounded()));
    }

    @Override
    public void kill(String container, String signal) throws PodmanException {
        quietly(() -> libpod.post(container(container, "kill?signal=" + Libpod.encode(signal))));
    }

    private interface Action {
        void run() throws PodmanException;
    }

    /** What is not there, or does not run, needs no end. */
    private static void quietly(Action action) throws PodmanException {
        try {
            action.run();
        } catch (PodmanException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }

    @Override
    public void removeContainer(String container) throws PodmanException {
        try {
            libpod.delete("/containers/" + Libpod.encode(container) + "?force=true&timeout=0&v=true");
        } catch (PodmanException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    @Override
    public ContainerInfo inspect(String container) throws PodmanException {
        JsonNode there = libpod.get(container(container, "json"));
        ContainerInfo info = Answers.container(there);
        boolean bounded = there.path("HostConfig").path("Memory").asLong() > 0;
        return bounded && info.state() instanceof ContainerState.Exited exited ? withCause(info, exited) : info;
    }

    @Override
    public long writtenBytes(String container) throws PodmanException {
        return libpod.get(container(container, "json?size=true")).path("SizeRw").asLong();
    }

    private ContainerInfo withCause(ContainerInfo info, ContainerState.Exited exited) {
        boolean unexplained = exited.exitCode() == KILLED && !exited.outOfMemory();
        return unexplained && kernel.killedForMemory(info.id())
                ? info.withState(new ContainerState.Exited(KILLED, true, exited.startedAt(), exited.finishedAt()))
                : info;
    }

    @Override
    public List<ContainerInfo> listContainers(Map<String, String> labels) throws PodmanException {
        List<ContainerInfo> containers = new ArrayList<>();
        for (JsonNode listed : libpod.list("/containers/json?all=true&" + libpod.labelFilter(labels))) {
            if (listed.path("IsInfra").asBoolean()) {
                continue;
            }
            try {
                containers.add(inspect(listed.path("Id").asText()));
            } catch (PodmanException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
                // Removed since it was listed.
            }
        }
        return List.copyOf(containers);
    }

    @Override
    public ContainerState.Exited await(String container) throws PodmanException, InterruptedException {
        libpod.call(Libpod.Call.post(container(container, "wait?condition=exited&condition=stopped"), null)
                .unbounded());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        ContainerState state = inspect(container).state();
        return switch (state) {
            case ContainerState.Exited exited -> exited;
            case ContainerState.Created created ->
                throw new PodmanException(409, "container " + container + " was not started: it has no end");
            case ContainerState.Running running ->
                throw new PodmanException(409, "container " + container + " was started again while it was waited for");
        };
    }

    @Override
    public Subscription subscribe(Consumer<PodmanEvent> listener) {
        return EventStream.open(libpod, clock, listener);
    }

    @Override
    public ExecSession exec(String container, ExecSpec spec) throws PodmanException {
        Optional<ExecSession> direct = runc.exec(container, spec);
        return direct.isPresent() ? direct.get() : Sessions.exec(libpod, container, spec);
    }

    @Override
    public ExecSession attach(String container, AttachSpec spec) throws PodmanException {
        return Sessions.attach(libpod, inspect(container), spec);
    }

    private static String container(String nameOrId, String what) {
        return "/containers/" + Libpod.encode(nameOrId) + "/" + what;
    }
}
