package io.beemesh.agent.state;

import io.beemesh.agent.journal.Seal;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.agent.state.group.OpenGroup;
import io.beemesh.agent.state.group.StateGroups;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.GroupState;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.raft.rpc.RaftNetwork;
import io.beemesh.raft.stores.StoreSettings;
import io.beemesh.raft.stores.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * This host's part in the groups of stateful workloads. It costs nothing until a provider orders the first group or a
 * pod has one. Any thread.
 */
public final class WorkPlane implements AutoCloseable {
    /** Of all that is kept of groups, in the agent's home. */
    public static final String FOLDER = "state";

    private static final Duration LOOK = Duration.ofMillis(500);

    /** What part of the heap a store may take. */
    private static final int HEAP_SHARE = 4;

    private final Stores stores;
    private final StateGroups groups;
    private final PodTenures tenures;
    private final MeetingPlaces places;
    private final CountDownLatch closed = new CountDownLatch(1);

    private WorkPlane(Stores stores, StateGroups groups, PodTenures tenures, MeetingPlaces places) {
        this.stores = stores;
        this.groups = groups;
        this.tenures = tenures;
        this.places = places;
    }

    /**
     * What it is made of.
     *
     * @param peer whose identity this host has
     * @param companions told who the other members of this host's groups are
     * @param kept where all that is kept is
     * @param clock the steady one, and what tells its lives apart
     * @param random numbers of calls and leases
     */
    public record Means(Host peer, Consumer<Set<PeerId>> companions, Kept kept, Time clock, RandomGenerator random) {}

    /**
     * Where all that is kept is.
     *
     * @param seal of what others must not read
     */
    public record Kept(Path folder, Seal seal) {}

    /** A clock that never jumps, and what tells its lives apart. */
    public record Time(Clock steady, String boot) {}

    /**
     * Goes on with the groups from before.
     *
     * @param ready whether a pod is, by its last status
     * @throws IOException what was kept cannot be read
     */
    public static WorkPlane open(Means means, Predicate<PodKey> ready) throws IOException {
        AtomicReference<StateGroups> known = new AtomicReference<>();
        MeetingPlaces places = new MeetingPlaces(means.peer());
        RaftNetwork network =
                new RaftNetwork(means.peer(), member -> Stream.of(known.get().addresses(member), places.to(member))
                        .flatMap(List::stream)
                        .toList());
        Path folder = means.kept().folder();
        Stores stores = Stores.onDemand(network, settings(folder.resolve("stores")), means.random());
        StateGroups.Book book =
                new StateGroups.Book(folder.resolve("orders"), means.kept().seal());
        StateGroups groups = new StateGroups(stores, means.peer().id(), book, means.companions());
        known.set(groups);
        ClaimFile kept = new ClaimFile(folder.resolve("claims"), means.clock().boot());
        PodTenures tenures = new PodTenures(
                new TenureParts.Means(groups, kept, means.clock().steady(), ready), folder.resolve("pods"));
        groups.resume();
        return new WorkPlane(stores, groups, tenures, places);
    }

    /** A store is in memory: it must leave room for all else that this process does. */
    private static StoreSettings settings(Path folder) {
        StoreSettings edge = StoreSettings.edge(folder, System::nanoTime);
        long quota = Math.min(edge.quotaBytes(), Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        return new StoreSettings(folder, edge.leaderLost(), quota, edge.nanos());
    }

    /** Which pods hold their names. */
    public Tenures tenures() {
        return tenures;
    }

    /**
     * Takes an order of a provider, durably, and tells how the group is doing.
     *
     * @throws IOException it could not be kept
     * @throws IllegalArgumentException it names no group, or what cannot be a host
     */
    public GroupState order(StateGroup order) throws IOException {
        GroupState state = groups.order(order);
        return state.toBuilder()
                .addAllClaims(tenures.claims(UUID.fromString(order.getUid())))
                .build();
    }

    /**
     * The groups that keep their pods' orders and are open here. Never waits for others.
     *
     * @param signed whether a pod's order is signed by the authority of its cluster's mesh
     */
    public List<OpenGroup> openGroups(Predicate<RunPod> signed) {
        return groups.open(signed);
    }

    /** What a pod of this host calls itself when it claims its name. */
    public String holder(String podUid) {
        return groups.holder(podUid);
    }

    /** Leaves the groups of a cluster that are not among these. */
    public void retain(String cluster, Collection<String> uids) throws IOException {
        groups.retain(cluster, uids);
    }

    /** Leaves the groups of all clusters but these: others were left while no agent ran. */
    public void retainClusters(Collection<String> clusters) throws IOException {
        groups.retainClusters(clusters);
    }

    /**
     * Who is told of pods.
     *
     * @param fence of one that may not run any more, again until it has ended
     * @param look of one that leads by now, or no longer
     */
    public record Watchers(Consumer<PodKey> fence, Consumer<PodKey> look) {}

    /**
     * Begins to stop pods whose names are lost, and to be reachable for other members.
     *
     * @param providers that this host is attached to
     */
    public void guard(Watchers watchers, Supplier<Set<PeerId>> providers) {
        Thread.ofVirtual().name("bm-tenures").start(() -> {
            Set<PodKey> led = Set.of();
            try {
                while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    tenures.over().forEach(watchers.fence());
                    Set<PodKey> lead = tenures.leaders();
                    difference(led, lead).forEach(watchers.look());
                    led = lead;
                    places.follow(groups.isEmpty() ? Set.of() : providers.get());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static Set<PodKey> difference(Set<PodKey> before, Set<PodKey> now) {
        return Stream.concat(before.stream(), now.stream())
                .filter(pod -> before.contains(pod) != now.contains(pod))
                .collect(Collectors.toSet());
    }

    /** Ends the work: pods run on, groups stay as they are on disk. Idempotent. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        tenures.close();
        groups.close();
        stores.close();
        places.close();
    }
}
