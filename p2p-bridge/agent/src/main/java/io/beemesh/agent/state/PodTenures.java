package io.beemesh.agent.state;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.mesh.wire.StateClaim;
import io.beemesh.raft.claims.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tenures of all pods of this host that have a group; as many as the host has such pods. Any thread. */
final class PodTenures implements Tenures {
    private static final Logger LOG = LoggerFactory.getLogger(PodTenures.class);

    private final TenureParts.Means means;
    private final Path files;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PodKey, Seat> seats = new HashMap<>();

    private record Seat(PodTenure tenure, UUID group, Thread thread) {}

    /**
     * None yet.
     *
     * @param files where each pod's are
     */
    PodTenures(TenureParts.Means means, Path files) {
        this.means = means;
        this.files = files;
    }

    @Override
    public Tenure of(Assignment pod, Optional<Path> network) {
        if (pod.order().getStateGroup().isEmpty()) {
            return new Tenure.Free();
        }
        lock.lock();
        try {
            PodTenure tenure =
                    seats.computeIfAbsent(pod.key(), key -> seat(pod)).tenure();
            tenure.at(network);
            return tenure.standing();
        } catch (IllegalArgumentException e) {
            return new Tenure.Awaited("its workload's group '" + pod.order().getStateGroup() + "' is no UID");
        } finally {
            lock.unlock();
        }
    }

    private Seat seat(Assignment pod) {
        UUID group = UUID.fromString(pod.order().getStateGroup());
        PodKey key = pod.key();
        StateFiles told = new StateFiles(files.resolve(key.cluster() + "." + key.uid()));
        PodTenure tenure = new PodTenure(new TenureParts(key, pod.pod(), group, told, means), before(key));
        return new Seat(tenure, group, tenure.start());
    }

    /** What cannot be read was held once, and is not any more: the pod stops. */
    private Optional<Standing.Held> before(PodKey key) {
        try {
            return means.kept().read(key);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("podUid", key.uid())
                    .addKeyValue("error", e.toString())
                    .log("a pod's claim is lost");
            return Optional.of(new Standing.Held(0, 0, Instant.MIN));
        }
    }

    @Override
    public Optional<Tenure.Held> held(PodKey pod) {
        lock.lock();
        try {
            Seat seat = seats.get(pod);
            return seat != null && seat.tenure().standing() instanceof Tenure.Held held
                    ? Optional.of(held)
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Boolean> leads(PodKey pod) {
        lock.lock();
        try {
            return Optional.ofNullable(seats.get(pod)).map(seat -> seat.tenure().leads());
        } finally {
            lock.unlock();
        }
    }

    /** The pods that lead. */
    Set<PodKey> leaders() {
        return pods(PodTenure::leads);
    }

    /** The pods that must not run any more. */
    Set<PodKey> over() {
        return pods(PodTenure::isOver);
    }

    private Set<PodKey> pods(Predicate<PodTenure> which) {
        lock.lock();
        try {
            return seats.entrySet().stream()
                    .filter(seat -> which.test(seat.getValue().tenure()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ended(PodKey pod) {
        lock.lock();
        try {
            Seat seat = seats.remove(pod);
            if (seat != null) {
                seat.tenure().end();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is held for pods of a group. */
    List<StateClaim> claims(UUID group) {
        List<StateClaim> held = new ArrayList<>();
        lock.lock();
        try {
            seats.values().stream()
                    .filter(seat -> seat.group().equals(group))
                    .forEach(seat -> held.addAll(seat.tenure().claims()));
        } finally {
            lock.unlock();
        }
        return held;
    }

    /** Ends all threads; names stay held, for the next agent to renew. */
    void close() {
        lock.lock();
        try {
            seats.values().forEach(seat -> seat.thread().interrupt());
        } finally {
            lock.unlock();
        }
    }
}
