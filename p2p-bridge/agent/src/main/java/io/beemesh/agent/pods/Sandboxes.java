package io.beemesh.agent.pods;

import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.agent.pods.env.MissingValue;
import io.beemesh.agent.pods.env.Surroundings;
import io.beemesh.agent.pods.request.PodmanSpecs;
import io.beemesh.agent.pods.request.VolumeSpecs;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Volume;
import io.beemesh.agent.system.HostPaths;
import io.beemesh.agent.volumes.PodFiles;
import io.beemesh.agent.volumes.Volumes;
import io.beemesh.agent.volumes.VolumesOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what a pod's containers share, and takes it away: volumes, network, files. Every call may be repeated. */
final class Sandboxes {
    private static final Logger LOG = LoggerFactory.getLogger(Sandboxes.class);
    /** A name of more the kernel does not take. */
    private static final Path MACHINE_NAME = Path.of("/proc/sys/kernel/hostname");

    private static final int KERNEL_NAME_MAX = 64;

    private final Host host;

    Sandboxes(Host host) {
        this.host = host;
    }

    /** What came of it. */
    sealed interface Outcome {
        /** All is there. */
        record Ready(PodInfo pod) implements Outcome {}

        /** Something is not; the reason and message are an event's. */
        record Failed(String reason, String message) implements Outcome {}
    }

    /** Volumes by their folders, or why one cannot be made. */
    sealed interface VolumesReady {
        /** Where each volume is on the host. */
        record Folders(Map<String, Volumes.Volume> byName) implements VolumesReady {}

        /** One cannot be made. */
        record Failed(String message) implements VolumesReady {}
    }

    /** Makes volumes and network, and starts the latter. */
    Outcome setUp(Assignment assignment) {
        if (volumes(assignment, List.of()) instanceof VolumesReady.Failed failed) {
            return new Outcome.Failed("FailedMount", failed.message());
        }
        String name = PodmanSpecs.hostname(assignment.pod());
        if (name.length() > KERNEL_NAME_MAX) {
            return new Outcome.Failed(
                    "FailedCreatePodSandBox",
                    "Failed to create pod sandbox: failed to construct FQDN from pod hostname and cluster domain, FQDN "
                            + name + " is too long (" + KERNEL_NAME_MAX + " characters is the max, " + name.length()
                            + " characters requested)");
        }
        try {
            writeHosts(assignment, List.of());
            PodInfo made = host.podman().createPod(PodmanSpecs.pod(assignment));
            PodInfo pod = made.infraRuns() ? made : host.podman().startPod(made.name());
            writeHosts(assignment, addresses(assignment, pod));
            return new Outcome.Ready(pod);
        } catch (PodmanException e) {
            return new Outcome.Failed("FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
        } catch (IOException e) {
            return new Outcome.Failed("Failed", "error making pod data directories: " + e.getMessage());
        }
    }

    /** What there is of a pod; empty if it is not made yet, or was removed. */
    Optional<PodInfo> find(Assignment assignment) throws PodmanException {
        try {
            return Optional.of(host.podman().inspectPod(assignment.key().podName()));
        } catch (PodmanException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Gives the network of a pod that is over back, and with it its ports of the host; its files stay for a look. */
    void release(Assignment assignment) throws PodmanException {
        host.podman().stopPod(assignment.key().podName());
        host.tenures().ended(assignment.key());
    }

    /** Removes a pod whose containers have ended. */
    void remove(Assignment assignment) throws PodmanException {
        host.podman().removePod(assignment.key().podName());
        host.tenures().ended(assignment.key());
        try {
            host.volumes().remove(assignment.key());
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("pod", assignment.pod().meta().fullName())
                    .addKeyValue("error", e.toString())
                    .log("files of a removed pod are left behind");
        }
    }

    /** Makes or refreshes the volumes; containers see new contents at once. */
    VolumesReady volumes(Assignment assignment, List<String> podIps) {
        Map<String, Path> folders = new HashMap<>();
        try {
            VolumeSpecs specs = new VolumeSpecs(assignment, surroundings(assignment, podIps));
            switch (host.volumes()
                    .prepare(
                            assignment.key(),
                            specs.all(),
                            assignment.pod().security().fsGroup())) {
                case VolumesOutcome.Ready ready -> folders.putAll(ready.folders());
                case VolumesOutcome.Failed failed -> {
                    return new VolumesReady.Failed(failed.message());
                }
            }
            for (Volume volume : assignment.pod().volumes()) {
                if (volume.source() instanceof Volume.Source.HostPath path) {
                    folders.put(volume.name(), hostPath(volume.name(), path));
                }
            }
        } catch (MissingValue missing) {
            return new VolumesReady.Failed(missing.sentence());
        } catch (IOException e) {
            return new VolumesReady.Failed(String.valueOf(e.getMessage()));
        }
        Map<String, Volumes.Volume> byName = new HashMap<>();
        for (Volume volume : assignment.pod().volumes()) {
            Path folder = folders.get(volume.name());
            if (folder != null) {
                byName.put(volume.name(), new Volumes.Volume(volume.name(), folder, isWritable(volume)));
            }
        }
        return new VolumesReady.Folders(byName);
    }

    /** As with the kubelet, what the cluster gave is never the container's to change. */
    private static boolean isWritable(Volume volume) {
        return switch (volume.source()) {
            case Volume.Source.EmptyDir empty -> true;
            case Volume.Source.HostPath path -> true;
            case Volume.Source.Claim claim -> !claim.readOnly();
            case Volume.Source.Image image -> false;
            case Volume.Source.ConfigMap map -> false;
            case Volume.Source.Secret secret -> false;
            case Volume.Source.DownwardApi api -> false;
            case Volume.Source.Projected projected -> false;
        };
    }

    /** What the pod may be told of where it runs. */
    Surroundings surroundings(Assignment assignment, List<String> podIps) {
        Amount all = host.admission().allocatable();
        Map<String, String> services = new HashMap<>(assignment.order().getServiceEnvironmentMap());
        host.tenures().held(assignment.key()).ifPresent(held -> services.putAll(state(assignment.pod(), held)));
        return new Surroundings(
                assignment.order().getHostIp(),
                podIps,
                services,
                all.cpuMillis(),
                all.memoryBytes(),
                all.storageBytes());
    }

    /** Where the pod finds its workload's state, and as whom. */
    private static Map<String, String> state(Pod pod, Tenures.Tenure.Held held) {
        return Map.of(
                "ETCDCTL_API",
                "3",
                "ETCDCTL_ENDPOINTS",
                "http://" + held.endpoint(),
                "BEEMESH_STATE_ENDPOINT",
                held.endpoint(),
                "BEEMESH_STATE_MEMBER",
                pod.meta().name(),
                "BEEMESH_STATE_TOKEN",
                Long.toString(held.token()),
                "BEEMESH_STATE_FILES",
                Tenures.FILES);
    }

    /** The pod's addresses: its own, or the host's on the host's network. */
    static List<String> addresses(Assignment assignment, PodInfo pod) {
        if (!assignment.pod().network().hostNetwork()) {
            return pod.addresses();
        }
        String hostIp = assignment.order().getHostIp();
        return hostIp.isEmpty() ? List.of() : List.of(hostIp);
    }

    /** What the pod's containers see as their host name: the machine's, on its network. */
    static String hostname(Pod pod) throws IOException {
        return pod.network().hostNetwork() ? Files.readString(MACHINE_NAME).strip() : PodmanSpecs.hostname(pod);
    }

    /** The pod's hosts file, written anew. */
    Path writeHosts(Assignment assignment, List<String> podIps) throws IOException {
        Pod pod = assignment.pod();
        List<PodFiles.Alias> aliases = pod.network().hostAliases().stream()
                .map(alias -> new PodFiles.Alias(alias.ip(), alias.hostnames()))
                .toList();
        return host.volumes()
                .files(assignment.key())
                .hosts(new PodFiles.Hosts(
                        pod.network().hostNetwork(),
                        podIps,
                        PodmanSpecs.hostname(pod),
                        PodmanSpecs.domain(pod),
                        aliases));
    }

    private static Path hostPath(String volume, Volume.Source.HostPath source) throws IOException {
        try {
            return HostPaths.checked(source.path(), source.type());
        } catch (IOException e) {
            throw new IOException("MountVolume.SetUp failed for volume \"" + volume + "\" : " + e.getMessage(), e);
        }
    }
}
