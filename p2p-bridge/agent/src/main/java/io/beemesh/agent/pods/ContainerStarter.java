package io.beemesh.agent.pods;

import io.beemesh.agent.images.GoDuration;
import io.beemesh.agent.images.ImageOutcome;
import io.beemesh.agent.images.ImageRequest;
import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerSpec;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.PodReports;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.agent.pods.env.Environment;
import io.beemesh.agent.pods.env.MissingValue;
import io.beemesh.agent.pods.env.VolumeFiles;
import io.beemesh.agent.pods.plan.ImageChanges;
import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.probe.Hooks;
import io.beemesh.agent.pods.request.PodmanSpecs;
import io.beemesh.agent.pods.status.RunState;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Probe;
import io.beemesh.agent.spec.Volume;
import io.beemesh.agent.volumes.PodFiles;
import io.beemesh.agent.volumes.Volumes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts one container, as the kubelet's startContainer does: back-off, image, configuration, create, start, hook.
 *
 * <p>What keeps it from starting is left in the worker's memory as a hold, with the kubelet's reason and message.
 */
final class ContainerStarter {
    /** How soon a container is tried again that could not be made for another reason than its own end. */
    static final Duration RETRY = Duration.ofSeconds(10);

    private static final int START_ERROR = 128;

    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration HOOK_LIMIT = Duration.ofHours(1);

    private final Host host;
    private final Sandboxes sandboxes;
    private final Hooks hooks;
    private final PodReports reports;
    private final Patience patience;

    ContainerStarter(Host host, Sandboxes sandboxes, Hooks hooks, PodReports reports, Patience patience) {
        this.host = host;
        this.sandboxes = sandboxes;
        this.hooks = hooks;
        this.reports = reports;
        this.patience = patience;
    }

    /** Waits for something slow, such that a stop order can end the wait. */
    interface Patience {
        /** Runs it; an interruption of it goes through. */
        <T> T await(Slow<T> slow) throws InterruptedException;
    }

    /** Something slow. */
    interface Slow<T> {
        /** Does it. */
        T run() throws InterruptedException;
    }

    /** A container that is to be started, and the pod's addresses. */
    record Request(Assignment assignment, Container container, Optional<Run> before, List<String> podIps) {}

    /** Starts it, or leaves a hold; the id of a new container to look at, if there is one. */
    Optional<String> start(Request request, PodMemory memory) throws InterruptedException {
        Container container = request.container();
        Instant now = host.steadyTime();
        PodMemory.Hold hold = memory.holds.get(container.name());
        boolean atOnce = request.before().filter(memory::replaces).isPresent();
        if ((hold != null && now.isBefore(hold.until())) || (!atOnce && backsOff(request, memory, now))) {
            return Optional.empty();
        }
        ImageRequest image = new ImageRequest(
                request.assignment().key().uid(),
                container.image(),
                policy(container.pullPolicy()),
                request.assignment().credentials());
        ImageOutcome outcome = patience.await(
                () -> host.images().ensure(image, e -> event(request, e.warning(), e.reason(), e.message())));
        return switch (outcome) {
            case ImageOutcome.Unavailable missing -> {
                hold(request, memory, new RunState.Waiting(missing.reason(), missing.message()), pause(missing));
                yield Optional.empty();
            }
            case ImageOutcome.Available available -> {
                Map<String, String> volumeImages = new HashMap<>();
                yield ensureVolumeImages(request, memory, volumeImages)
                        ? create(request, memory, new Images(available, volumeImages))
                        : Optional.empty();
            }
        };
    }

    /**
     * What it is made of.
     *
     * @param own its image
     * @param ofVolumes ids of images by the names of the volumes that they are
     */
    private record Images(ImageOutcome.Available own, Map<String, String> ofVolumes) {}

    /** Gets the images that are volumes of the container, or leaves a hold. */
    private boolean ensureVolumeImages(Request request, PodMemory memory, Map<String, String> into)
            throws InterruptedException {
        for (Volume volume : request.assignment().pod().volumes()) {
            boolean mounted = request.container().mounts().stream()
                    .anyMatch(mount -> mount.volume().equals(volume.name()));
            if (!mounted || !(volume.source() instanceof Volume.Source.Image source)) {
                continue;
            }
            ImageRequest wanted = new ImageRequest(
                    request.assignment().key().uid(),
                    source.reference(),
                    policy(source.pullPolicy()),
                    request.assignment().credentials());
            ImageOutcome outcome = patience.await(
                    () -> host.images().ensure(wanted, e -> event(request, e.warning(), e.reason(), e.message())));
            switch (outcome) {
                case ImageOutcome.Available there -> into.put(volume.name(), there.id());
                case ImageOutcome.Unavailable missing -> {
                    hold(request, memory, new RunState.Waiting(missing.reason(), missing.message()), pause(missing));
                    return false;
                }
            }
        }
        return true;
    }

    /** After a pull that failed the next look, which finds it backing off, is soon: as the kubelet's next sync. */
    private static Duration pause(ImageOutcome.Unavailable missing) {
        boolean justFailed = missing.reason().equals("ErrImagePull");
        return justFailed && missing.retryAfter().compareTo(SOON) > 0 ? SOON : missing.retryAfter();
    }

    private boolean backsOff(Request request, PodMemory memory, Instant now) {
        Optional<RunState.Terminated> end = request.before()
                .flatMap(run -> run.state() instanceof RunState.Terminated t ? Optional.of(t) : Optional.empty());
        if (end.isEmpty()) {
            return false;
        }
        String name = request.container().name();
        Instant finishedAt = memory.moments.of(name, end.get().finishedAt(), host.now());
        Optional<Duration> wait =
                memory.backoff.waiting(name, request.container().image(), finishedAt, now);
        if (wait.isEmpty()) {
            memory.backoff.next(name, request.container().image(), finishedAt, now);
            return false;
        }
        String pod = request.assignment().pod().meta().fullName();
        event(request, true, "BackOff", "Back-off restarting failed container " + name + " in pod " + pod);
        String text = "back-off " + GoDuration.of(wait.get()) + " restarting failed container=" + name + " pod=" + pod;
        Duration left = Duration.between(now, finishedAt.plus(wait.get()));
        hold(request, memory, new RunState.Waiting("CrashLoopBackOff", text), left);
        return true;
    }

    private Optional<String> create(Request request, PodMemory memory, Images images) throws InterruptedException {
        Container container = request.container();
        ContainerKey key = key(request, memory);
        String id;
        try {
            ContainerSpec spec = spec(request, key, images);
            id = host.podman().createContainer(spec);
        } catch (MissingValue missing) {
            failed(request, memory, "CreateContainerConfigError", missing.sentence());
            return Optional.empty();
        } catch (PodmanException e) {
            failed(request, memory, "CreateContainerError", e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            failed(request, memory, "CreateContainerConfigError", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        memory.imageIds.put(id, images.own().reference());
        memory.resize.made(id, container.resources());
        event(request, false, "Created", "Container created");
        try {
            host.podman().start(id);
        } catch (PodmanException e) {
            return startFailed(request, memory, id, e);
        }
        memory.holds.remove(container.name());
        event(request, false, "Started", "Container started");
        postStart(request, id);
        return Optional.of(id);
    }

    private Optional<String> startFailed(Request request, PodMemory memory, String id, PodmanException why) {
        event(request, true, "Failed", "Error: " + why.getMessage());
        if (why.isUnreachable()) {
            hold(request, memory, new RunState.Waiting("RunContainerError", why.getMessage()), RETRY);
            return Optional.empty();
        }
        memory.failedStarts.put(
                id,
                new RunState.Terminated(
                        START_ERROR,
                        0,
                        "StartError",
                        why.getMessage(),
                        Instant.EPOCH,
                        host.timeOfDay(),
                        "podman://" + id));
        hold(request, memory, new RunState.Waiting("RunContainerError", why.getMessage()), Duration.ZERO);
        return Optional.of(id);
    }

    private void postStart(Request request, String id) throws InterruptedException {
        Container container = request.container();
        if (container.hooks().postStart().isEmpty()) {
            return;
        }
        Hooks.Target target = new Hooks.Target(id, container, request.podIps());
        Probe.Action hook = container.hooks().postStart().get();
        if (!patience.await(() -> hooks.run(hook, target, HOOK_LIMIT))) {
            event(request, true, "FailedPostStartHook", "PostStartHook failed");
            event(request, false, "Killing", "FailedPostStartHook");
            try {
                host.podman()
                        .stop(
                                id,
                                Duration.ofSeconds(
                                        request.assignment().pod().lifetime().graceSeconds()));
            } catch (PodmanException e) {
                event(request, true, "FailedKillPod", "error killing container: " + e.getMessage());
            }
        }
    }

    private ContainerKey key(Request request, PodMemory memory) {
        String name = request.container().name();
        int attempt = request.before()
                .map(run -> run.state() instanceof RunState.Terminated
                        ? run.key().attempt() + 1
                        : run.key().attempt())
                .orElse(memory.nextAttempts.getOrDefault(name, 0));
        return new ContainerKey(request.assignment().key(), name, attempt);
    }

    private ContainerSpec spec(Request request, ContainerKey key, Images images) throws MissingValue, IOException {
        Assignment assignment = request.assignment();
        Container container = request.container();
        // What was added to a pod that runs was not asked for when that was admitted.
        Optional<String> forbidden = host.admission().policy().forbids(container);
        if (forbidden.isPresent()) {
            throw new IOException(forbidden.get());
        }
        Map<String, Volumes.Volume> volumes =
                switch (sandboxes.volumes(assignment, request.podIps())) {
                    case Sandboxes.VolumesReady.Folders ready -> ready.byName();
                    case Sandboxes.VolumesReady.Failed failed -> throw new IOException(failed.message());
                };
        Environment environment = Environment.of(
                assignment.pod(),
                container,
                assignment.sources(),
                sandboxes.surroundings(assignment, request.podIps()),
                (volume, path) -> file(volumes, volume, path));
        return ContainerSpec.of(key, images.own().id())
                .withLabel(ImageChanges.LABEL, container.image())
                .withProgram(PodmanSpecs.program(container, environment, Sandboxes.hostname(assignment.pod())))
                .withMounts(mounts(request, key, environment, volumes))
                .withImages(imageMounts(container, images.ofVolumes()))
                .withResources(PodmanSpecs.resources(assignment.pod(), container, host.memory()))
                .withSecurity(PodmanSpecs.security(
                        assignment.pod(),
                        container,
                        images.own(),
                        host.admission().policy()))
                .withProcessesOf(container.target().isEmpty() ? "" : target(key, container.target()));
    }

    /** The newest run of the container that an ephemeral one looks at. */
    private String target(ContainerKey key, String name) throws IOException {
        Map<String, String> labels = new HashMap<>(key.pod().labels());
        labels.put(ContainerKey.CONTAINER_LABEL, name);
        return host.podman().listContainers(labels).stream()
                .max(Comparator.comparing(ContainerInfo::createdAt))
                .map(ContainerInfo::id)
                .orElseThrow(() -> new IOException("unable to find target container " + name));
    }

    private byte[] file(Map<String, Volumes.Volume> volumes, String name, String path) throws MissingValue {
        Volumes.Volume volume = volumes.get(name);
        if (volume == null) {
            return VolumeFiles.NONE.read(name, path);
        }
        try {
            return host.volumes().read(volume, path);
        } catch (IOException e) {
            throw new MissingValue("couldn't parse env file");
        }
    }

    private static List<ContainerSpec.ImageMount> imageMounts(Container container, Map<String, String> images)
            throws IOException {
        List<ContainerSpec.ImageMount> mounts = new ArrayList<>();
        for (Container.Mount mount : container.mounts()) {
            String image = images.get(mount.volume());
            if (image != null && !(mount.subPath() + mount.subPathExpr()).isEmpty()) {
                throw new IOException("volume " + mount.volume()
                        + " is an image, of which this host shows no subPath; mount the whole image");
            }
            if (image != null) {
                mounts.add(new ContainerSpec.ImageMount(image, mount.mountPath()));
            }
        }
        return mounts;
    }

    private List<ContainerSpec.Mount> mounts(
            Request request, ContainerKey key, Environment environment, Map<String, Volumes.Volume> volumes)
            throws MissingValue, IOException {
        Pod pod = request.assignment().pod();
        List<ContainerSpec.Mount> mounts = new ArrayList<>();
        boolean ownHosts = false;
        for (Container.Mount mount : request.container().mounts()) {
            if (isImage(pod, mount.volume())) {
                continue;
            }
            Volumes.Volume volume = volumes.get(mount.volume());
            if (volume == null) {
                throw new IOException("volume " + mount.volume() + " is not there");
            }
            String subPath =
                    mount.subPathExpr().isEmpty() ? mount.subPath() : environment.expandStrictly(mount.subPathExpr());
            Path shown = subPath.isEmpty()
                    ? volume.folder()
                    : host.volumes()
                            .subPath(new Volumes.SubPath(key.pod(), volume, subPath, key.container(), mounts.size()));
            boolean readOnly = mount.readOnly() || !volume.writable();
            mounts.add(new ContainerSpec.Mount(
                    shown.toString(), mount.mountPath(), readOnly, PodmanSpecs.propagation(mount)));
            ownHosts |= mount.mountPath().equals("/etc/hosts");
        }
        PodFiles files = host.volumes().files(key.pod());
        if (!ownHosts) {
            Path hosts = sandboxes.writeHosts(request.assignment(), request.podIps());
            mounts.add(new ContainerSpec.Mount(hosts.toString(), "/etc/hosts", false));
        }
        host.tenures()
                .held(key.pod())
                .ifPresent(held -> mounts.add(
                        new ContainerSpec.Mount(held.files().toString(), Tenures.FILES, /* readOnly= */ true)));
        Path message = files.terminationLog(key.container(), key.attempt());
        mounts.add(new ContainerSpec.Mount(
                message.toString(), request.container().terminationMessage().path(), false));
        return mounts;
    }

    private static boolean isImage(Pod pod, String volume) {
        return pod.volumes().stream()
                .anyMatch(one -> one.name().equals(volume) && one.source() instanceof Volume.Source.Image);
    }

    private void failed(Request request, PodMemory memory, String reason, String message) {
        event(request, true, "Failed", "Error: " + message);
        hold(request, memory, new RunState.Waiting(reason, message), RETRY);
    }

    private void hold(Request request, PodMemory memory, RunState.Waiting waiting, Duration pause) {
        memory.holds.put(
                request.container().name(),
                new PodMemory.Hold(waiting, host.steadyTime().plus(pause)));
    }

    private void event(Request request, boolean warning, String reason, String message) {
        reports.event(
                request.assignment(),
                new PodReports.PodEventNote(request.container().path(), warning, reason, message));
    }

    private static ImageRequest.Policy policy(Container.PullPolicy policy) {
        return switch (policy) {
            case ALWAYS -> ImageRequest.Policy.ALWAYS;
            case IF_NOT_PRESENT -> ImageRequest.Policy.IF_NOT_PRESENT;
            case NEVER -> ImageRequest.Policy.NEVER;
        };
    }
}
