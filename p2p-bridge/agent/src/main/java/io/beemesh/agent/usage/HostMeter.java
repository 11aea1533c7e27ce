package io.beemesh.agent.usage;

import io.beemesh.agent.cgroup.ControlGroups;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.Podman;
import io.beemesh.mesh.wire.HostUsage;
import io.beemesh.mesh.wire.PodUsage;
import io.beemesh.mesh.wire.UsageRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Measures this host and its pods when it is asked, and at most every {@link #FRESH}: in between it answers what it
 * measured last. Any thread; one measures, the others wait for that.
 */
public final class HostMeter implements AutoCloseable {
    /** How old an answer may be. */
    public static final Duration FRESH = Duration.ofSeconds(2);

    private final Means means;
    private final ContainerPlaces places;
    private final Rates rates = new Rates();
    private final FolderSizes sizes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Boolean, Measured> last = new HashMap<>();

    /**
     * What it measures by.
     *
     * @param pods that run
     * @param podman asked once for each container
     * @param home whose file system pods write to
     * @param nanoTicker a monotonic time in nanoseconds
     */
    public record Means(RunningPods pods, Podman podman, VolumeFolders volumes, Path home, LongSupplier nanoTicker) {}

    /** Knows the folders of a pod's volumes, by the volumes' names. */
    @FunctionalInterface
    public interface VolumeFolders {
        Map<String, Path> of(PodKey pod) throws IOException;
    }

    private record Measured(HostUsage host, Map<PodKey, PodUsage> pods, long atNanos) {}

    /**
     * A meter of this machine; nothing is measured yet.
     *
     * @throws IOException if the machine does not tell where it counts
     */
    public HostMeter(Means means) throws IOException {
        this.means = means;
        this.places = new ContainerPlaces(means.podman(), ControlGroups.look());
        this.sizes = new FolderSizes(means.nanoTicker());
    }

    /** What the machine and the pods of one cluster use. */
    public HostUsage usage(UsageRequest request) throws IOException {
        Measured measured = measured(request.getBrief());
        long age = means.nanoTicker().getAsLong() - measured.atNanos();
        HostUsage.Builder usage =
                measured.host().toBuilder().setAgeMs(Duration.ofNanos(age).toMillis());
        measured.pods().forEach((key, pod) -> {
            if (key.cluster().equals(request.getClusterId())) {
                usage.addPods(pod);
            }
        });
        if (!request.getBrief()) {
            means.pods().all().stream()
                    .filter(pod -> pod.key().cluster().equals(request.getClusterId()))
                    .forEach(pod -> usage.addAllProbes(pod.probes()));
        }
        return usage.build();
    }

    private Measured measured(boolean brief) throws IOException {
        lock.lock();
        try {
            long now = means.nanoTicker().getAsLong();
            Measured known = last.get(brief);
            if (known != null && now - known.atNanos() < FRESH.toNanos()) {
                return known;
            }
            Measured fresh = measure(brief, now);
            last.put(brief, fresh);
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    private Measured measure(boolean brief, long nowNanos) throws IOException {
        Round round = new Round(brief, nowNanos);
        PodMeter meter = new PodMeter(new PodMeter.Tools(places, rates, sizes, means.volumes()), round);
        Map<PodKey, PodUsage> pods = new LinkedHashMap<>();
        for (RunningPods.Pod pod : means.pods().all()) {
            pods.put(pod.key(), meter.measure(pod));
        }
        HostUsage host =
                HostUsage.newBuilder().setMachine(meter.machine(means.home())).build();
        places.retain(round.containers());
        rates.retain(round.counted());
        if (!brief) {
            sizes.renew(round.folders());
        }
        return new Measured(host, pods, nowNanos);
    }

    /**
     * One time of measuring, and what was come across in it.
     *
     * @param brief processor and memory only
     * @param atNanos by the ticker
     * @param containers their ids
     * @param counted whose processor time was counted
     * @param folders whose sizes are wanted
     */
    record Round(boolean brief, long atNanos, Set<String> containers, Set<String> counted, Set<Path> folders) {
        Round(boolean brief, long atNanos) {
            this(brief, atNanos, new HashSet<>(), new HashSet<>(), new HashSet<>());
        }
    }

    @Override
    public void close() {
        sizes.close();
    }
}
