package io.beemesh.provider.hosts;

import io.beemesh.libp2p.identity.PeerId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The hosts of the mesh as this provider knows them: who is attached, what they offer, and what they run.
 *
 * <p>A mirror: hosts and the API server are the authorities. Safe for use by any thread; nothing blocks. Holds at most
 * {@link #HOSTS_MAX} hosts: at the bound, those that are gone for longest make room.
 */
public final class HostTable {
    /** How many hosts are remembered at most. */
    public static final int HOSTS_MAX = 100_000;

    private final Clock clock;
    private final Duration lostAfter;
    private final Instant start;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PeerId, HostView> hosts = new HashMap<>();
    private final Map<String, PeerId> assignments = new HashMap<>();
    private final Map<PeerId, Map<String, PodLoad>> loads = new HashMap<>();
    private final Set<PeerId> cordoned = ConcurrentHashMap.newKeySet();
    private final List<HostListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong attachments = new AtomicLong();

    /**
     * An empty table.
     *
     * @param clock tells since when hosts are in their state
     * @param lostAfter how long a host may be away before it is lost
     */
    public HostTable(Clock clock, Duration lostAfter) {
        this.clock = clock;
        this.lostAfter = lostAfter;
        this.start = clock.instant();
    }

    /** Adds a listener, until what is returned is closed. */
    public Listening listen(HostListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** A listener that listens. */
    @FunctionalInterface
    public interface Listening extends AutoCloseable {
        /** Ends it. Idempotent. */
        @Override
        void close();
    }

    /** All known hosts, attached or not, in no order; a copy. */
    public List<HostView> snapshot() {
        lock.lock();
        try {
            List<HostView> all = new ArrayList<>(hosts.size());
            hosts.values().forEach(host -> all.add(aged(host)));
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** One host; empty if it never attached to this provider. */
    public Optional<HostView> find(PeerId peer) {
        lock.lock();
        try {
            return Optional.ofNullable(hosts.get(peer)).map(this::aged);
        } finally {
            lock.unlock();
        }
    }

    /** The state of any host; one that never attached counts as away since this table began. */
    public HostState state(PeerId peer) {
        return find(peer).map(HostView::state).orElseGet(() -> gone(start));
    }

    /** The host that a pod is assigned to; a pod that is nowhere has none. */
    public Optional<PeerId> hostOf(String uid) {
        lock.lock();
        try {
            return Optional.ofNullable(assignments.get(uid));
        } finally {
            lock.unlock();
        }
    }

    /** The hosts that have the pod, whether they should or not. */
    public Map<PeerId, PodOnHost> holders(String uid) {
        lock.lock();
        try {
            Map<PeerId, PodOnHost> found = new HashMap<>();
            hosts.forEach((peer, host) -> {
                PodOnHost pod = host.pods().get(uid);
                if (pod != null) {
                    found.put(peer, pod);
                }
            });
            return found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A host attached; what it runs is not known before it has reported.
     *
     * @return the number of the attachment, which goes with all that follows on it
     */
    public long attached(HostArrival arrival) {
        PeerId peer = arrival.identity().peer();
        long number = attachments.incrementAndGet();
        Instant now = clock.instant();
        HostState state = new HostState.Attached(now, arrival.incarnation(), number, HostState.Progress.REPORTING);
        lock.lock();
        try {
            makeRoom(peer);
            hosts.put(
                    peer,
                    new HostView(
                            arrival.identity(),
                            state,
                            arrival.facts(),
                            arrival.resources(),
                            now,
                            Map.of(),
                            loads(peer)));
        } finally {
            lock.unlock();
        }
        tell(peer);
        return number;
    }

    /** The attachment ended; ignored if the host has a newer one. */
    public void detached(PeerId peer, long attachment) {
        change(peer, attachment, host -> with(host, new HostState.Away(clock.instant())));
    }

    /** The host said what it can run. */
    public void resources(PeerId peer, long attachment, HostResources resources) {
        change(
                peer,
                attachment,
                host -> new HostView(
                        host.identity(),
                        host.state(),
                        host.facts(),
                        resources,
                        clock.instant(),
                        host.pods(),
                        host.assigned()));
    }

    /** The host said something of a pod; listeners are told after the mirror shows it. */
    public void reported(HostReport report) {
        HostReport.Origin origin = report.origin();
        boolean current = edit(origin.host(), origin.attachment(), host -> switch (report.what()) {
            case HostReport.Status ignored -> with(host, put(host.pods(), report.uid(), report.pod()));
            case HostReport.Gone ignored -> with(host, without(host.pods(), report.uid()));
        });
        if (current) {
            listeners.forEach(listener -> listener.reported(report));
        }
    }

    /** Something happened to a pod. */
    public void happened(HostEvent event) {
        listeners.forEach(listener -> listener.happened(event));
    }

    /** Every pod of the host was reported. */
    public void complete(PeerId peer, long attachment) {
        change(peer, attachment, host -> progress(host, HostState.Progress.REPORTED));
    }

    /** The host took note of the complete desired set: it may be asked to run pods. */
    public void opened(PeerId peer, long attachment) {
        change(peer, attachment, host -> progress(host, HostState.Progress.OPEN));
    }

    /** The host admitted a pod: it counts as running there, before its first report. */
    public void admitted(PeerId peer, long attachment, String uid, PodOnHost pod) {
        edit(peer, attachment, host -> with(host, put(host.pods(), uid, pod)));
    }

    /** A pod is assigned to the host, and to no other; idempotent. */
    public void assign(PeerId peer, String uid, PodLoad load) {
        lock.lock();
        try {
            PeerId old = assignments.put(uid, peer);
            if (old != null && !old.equals(peer)) {
                setLoads(old, without(loads(old), uid));
            }
            if (!load.equals(loads(peer).get(uid))) {
                setLoads(peer, put(loads(peer), uid, load));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A pod needs no host; idempotent. */
    public void unassign(String uid) {
        lock.lock();
        try {
            PeerId old = assignments.remove(uid);
            if (old != null) {
                setLoads(old, without(loads(old), uid));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A host is no member of the mesh any more: forgets it unless it is attached. */
    public void forget(PeerId peer) {
        lock.lock();
        try {
            hosts.computeIfPresent(peer, (key, host) -> host.state() instanceof HostState.Attached ? host : null);
        } finally {
            lock.unlock();
        }
        cordoned.remove(peer);
        tell(peer);
    }

    /** Has listeners look at a host again, though nothing of it changed. */
    public void look(PeerId peer) {
        tell(peer);
    }

    /** A person takes a host out of placement, or puts it back, whatever the host itself says. Idempotent. */
    public void cordon(PeerId peer, boolean out) {
        if (out ? cordoned.add(peer) : cordoned.remove(peer)) {
            tell(peer);
        }
    }

    private void change(PeerId peer, long attachment, UnaryOperator<HostView> how) {
        if (edit(peer, attachment, how)) {
            tell(peer);
        }
    }

    private boolean edit(PeerId peer, long attachment, UnaryOperator<HostView> how) {
        lock.lock();
        try {
            HostView host = hosts.get(peer);
            if (host == null
                    || !(host.state() instanceof HostState.Attached attached)
                    || attached.number() != attachment) {
                return false;
            }
            hosts.put(peer, how.apply(host));
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void tell(PeerId peer) {
        listeners.forEach(listener -> listener.changed(peer));
    }

    /** Pods may be assigned to hosts that did not attach to this provider yet: their loads wait for them. */
    private Map<String, PodLoad> loads(PeerId peer) {
        return loads.getOrDefault(peer, Map.of());
    }

    private void setLoads(PeerId peer, Map<String, PodLoad> changed) {
        if (changed.isEmpty()) {
            loads.remove(peer);
        } else {
            loads.put(peer, changed);
        }
        hosts.computeIfPresent(peer, (key, host) -> assigned(host, changed));
    }

    private void makeRoom(PeerId coming) {
        if (hosts.size() < HOSTS_MAX || hosts.containsKey(coming)) {
            return;
        }
        hosts.values().stream()
                .filter(host -> !(host.state() instanceof HostState.Attached))
                .min((one, other) -> one.state().since().compareTo(other.state().since()))
                .ifPresent(host -> hosts.remove(host.identity().peer()));
    }

    private HostView aged(HostView host) {
        HostView aged = host.state() instanceof HostState.Away away ? with(host, gone(away.since())) : host;
        return cordoned.contains(host.identity().peer()) ? unschedulable(aged) : aged;
    }

    private HostState gone(Instant since) {
        boolean lost = !clock.instant().isBefore(since.plus(lostAfter));
        return lost ? new HostState.Lost(since) : new HostState.Away(since);
    }

    private static HostView progress(HostView host, HostState.Progress progress) {
        return host.state() instanceof HostState.Attached it && it.progress().compareTo(progress) < 0
                ? with(host, new HostState.Attached(it.since(), it.incarnation(), it.number(), progress))
                : host;
    }

    private static HostView unschedulable(HostView host) {
        HostResources it = host.resources();
        return new HostView(
                host.identity(),
                host.state(),
                host.facts(),
                new HostResources(it.capacity(), it.allocatable(), it.requested(), it.pressures(), true),
                host.resourcesAt(),
                host.pods(),
                host.assigned());
    }

    private static HostView with(HostView host, HostState state) {
        return new HostView(
                host.identity(),
                state,
                host.facts(),
                host.resources(),
                host.resourcesAt(),
                host.pods(),
                host.assigned());
    }

    private static HostView with(HostView host, Map<String, PodOnHost> pods) {
        return new HostView(
                host.identity(),
                host.state(),
                host.facts(),
                host.resources(),
                host.resourcesAt(),
                pods,
                host.assigned());
    }

    private static HostView assigned(HostView host, Map<String, PodLoad> assigned) {
        return new HostView(
                host.identity(),
                host.state(),
                host.facts(),
                host.resources(),
                host.resourcesAt(),
                host.pods(),
                assigned);
    }

    private static <V> Map<String, V> put(Map<String, V> map, String key, V value) {
        Map<String, V> copy = new HashMap<>(map);
        copy.put(key, value);
        return Map.copyOf(copy);
    }

    private static <V> Map<String, V> without(Map<String, V> map, String key) {
        if (!map.containsKey(key)) {
            return map;
        }
        Map<String, V> copy = new HashMap<>(map);
        copy.remove(key);
        return Map.copyOf(copy);
    }
}
