package io.beemesh.agent.link;

import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.eviction.Eviction;
import io.beemesh.agent.pods.eviction.WorkingSets;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.agent.system.Facts;
import io.beemesh.mesh.attach.HostAttachment;
import io.beemesh.mesh.wire.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second at what changes by itself: leases that run out, memory and disk. Tells every provider what the
 * host has left when that is another than it was told.
 */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    private static final int LOOKS_PER_MEASURE = 10;
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private final Machine machine;
    private final PodWorkers pods;
    private final Leases leases;
    private final Means means;
    private final Pressures pressures = new Pressures();
    private final Semaphore changes = new Semaphore(0);
    private volatile List<String> pressing = List.of();
    private final AtomicLong rounds = new AtomicLong();
    private volatile boolean closed;

    /**
     * What it looks at.
     *
     * @param answers whether Podman does
     */
    public record Means(Podman podman, BooleanSupplier answers, Disks disks) {}

    /** Looks at this machine. */
    public Watch(Machine machine, PodWorkers pods, Leases leases, Means means) {
        this.machine = machine;
        this.pods = pods;
        this.leases = leases;
        this.means = means;
    }

    /** What the host has and has left right now. */
    public Resources resources() {
        return Resources.newBuilder()
                .setCapacity(Machine.wire(machine.capacity()))
                .setAllocatable(Machine.wire(machine.allocatable()))
                .setRequested(Machine.wire(pods.used()))
                .addAllPressures(pressing)
                .addAllPressures(means.answers().getAsBoolean() ? List.of() : List.of("ContainerRuntimeUnhealthy"))
                .build();
    }

    /** What pods ask for may be another than it was; the look is taken soon, on the watch's own thread. */
    public void changed() {
        if (changes.availablePermits() == 0) {
            changes.release();
        }
    }

    /** How often it has looked: one that stands still is dead. */
    public long rounds() {
        return rounds.get();
    }

    /** Begins to look. Once only. */
    public void start(Links links) {
        Thread.ofVirtual().name("bm-watch").start(() -> run(links));
    }

    private void run(Links links) {
        Resources told = resources();
        List<HostAttachment> toldTo = List.of();
        try {
            while (!closed) {
                changes.tryAcquire(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                look(links);
                Resources now = resources();
                List<HostAttachment> attachments = links.attachments();
                List<HostAttachment> known = now.equals(told) ? toldTo : List.of();
                attachments.stream()
                        .filter(attachment -> !known.contains(attachment))
                        .forEach(attachment -> attachment.resources(now));
                told = now;
                toldTo = attachments;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Links links) {
        try {
            for (HostAttachment leading : links.leading()) {
                leases.heard(leading.clusterId(), leading.lastAckAge());
            }
            for (Assignment pod : leases.expired(pods.assignments())) {
                pods.fence(pod.key(), PodView.Failure.HOST_LEASE_EXPIRED);
            }
            if (rounds.getAndIncrement() % LOOKS_PER_MEASURE == 0) {
                relieve(free());
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("error", e.toString()).log("the machine could not be looked at");
        }
    }

    /** As the kubelet's eviction manager: every ten seconds one pod at most goes. */
    private void relieve(Pressures.Free free) throws IOException {
        pressing = pressures.update(free);
        pods.pressed(pressing);
        if (free.lacksMemory()) {
            Eviction.Shortage shortage =
                    new Eviction.Shortage(Eviction.Scarce.MEMORY, free.memoryBytes(), Pressures.MEMORY_THRESHOLD);
            LOG.atWarn()
                    .addKeyValue("availableBytes", free.memoryBytes())
                    .addKeyValue(
                            "evicted",
                            pods.evict(shortage, WorkingSets.ofMachine().meter(means.podman())))
                    .log("the machine is short of memory");
        } else {
            means.disks().relieve(pods);
        }
    }

    private Pressures.Free free() throws IOException {
        Long kibibytes = Facts.named(MEMORY).get("MemAvailable");
        long bytes = kibibytes == null ? Long.MAX_VALUE : kibibytes << 10;
        return new Pressures.Free(bytes, means.disks().all());
    }

    @Override
    public void close() {
        closed = true;
        changes.release();
    }
}
