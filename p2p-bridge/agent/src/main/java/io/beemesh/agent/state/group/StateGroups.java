package io.beemesh.agent.state.group;

import io.beemesh.agent.journal.Seal;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.wire.GroupState;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StateMember;
import io.beemesh.raft.claims.ClaimStore;
import io.beemesh.raft.front.Entrance;
import io.beemesh.raft.stores.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The groups that providers ordered this host to be a member of. What was ordered is kept, so that groups go on when
 * the agent starts anew and while no provider is there. Any thread.
 */
public final class StateGroups implements AutoCloseable {
    private final Stores stores;
    private final PeerId self;
    private final GroupMembership membership;
    private final GroupBook book;
    private final Consumer<Set<PeerId>> companions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, GroupWorker> workers = new HashMap<>();
    private final Map<PeerId, List<Multiaddr>> addresses = new ConcurrentHashMap<>();
    private final Map<UUID, Set<String>> wanted = new HashMap<>();
    private final Map<UUID, Map<String, KeptOrders.KeptOrder>> kept = new ConcurrentHashMap<>();
    private boolean closed;

    /**
     * None yet.
     *
     * @param companions told who the other members of this host's groups are, whenever that changes
     */
    public StateGroups(Stores stores, PeerId self, Book book, Consumer<Set<PeerId>> companions) {
        this.stores = stores;
        this.self = self;
        this.membership = new GroupMembership(stores, self);
        this.book = new GroupBook(book.folder(), book.seal());
        this.companions = companions;
    }

    /**
     * Where what was ordered is kept.
     *
     * @param folder which is made when there is something to keep
     * @param seal of what is in it
     */
    public record Book(Path folder, Seal seal) {}

    /** Goes on with what was ordered before. */
    public void resume() throws IOException {
        for (StateGroup order : book.load()) {
            follow(order);
        }
    }

    /**
     * Takes an order, durably, unless it is older than the one before.
     *
     * @throws IOException it could not be kept
     * @throws IllegalArgumentException it names no group, or what cannot be a host
     */
    public GroupState order(StateGroup order) throws IOException {
        UUID group = GroupBook.checked(order);
        Set<PeerId> named = GroupMembership.names(order);
        lock.lock();
        try {
            GroupWorker known = workers.get(group);
            if (known == null && !named.contains(self) && !membership.isHere(order)) {
                return GroupState.newBuilder().setNumber(order.getNumber()).build();
            }
            if (known == null || isNewer(order, known.order())) {
                book.keep(order);
                follow(order);
            }
            if (!order.getKey().isEmpty()) {
                wanted.put(group, Set.copyOf(order.getPodsList()));
            }
            return worker(group).map(GroupWorker::state).orElseGet(GroupState::getDefaultInstance);
        } finally {
            lock.unlock();
        }
    }

    /** A provider of a later release gives a key by the order that was there before. */
    private static boolean isNewer(StateGroup order, StateGroup known) {
        return order.getNumber() > known.getNumber()
                || (order.getNumber() == known.getNumber()
                        && !order.getKey().isEmpty()
                        && known.getKey().isEmpty());
    }

    /** Leaves the groups of a cluster that are not among these. */
    public void retain(String cluster, Collection<String> uids) throws IOException {
        leave(order -> order.getClusterId().equals(cluster) && !uids.contains(order.getUid()));
    }

    /** Leaves the groups of all clusters but these. */
    public void retainClusters(Collection<String> clusters) throws IOException {
        leave(order -> !clusters.contains(order.getClusterId()));
    }

    private void leave(Predicate<StateGroup> which) throws IOException {
        lock.lock();
        try {
            for (GroupWorker worker : List.copyOf(workers.values())) {
                if (which.test(worker.order())) {
                    StateGroup over = worker.order().toBuilder().clearMembers().build();
                    book.keep(over);
                    follow(over);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void follow(StateGroup order) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            UUID group = GroupBook.checked(order);
            GroupWorker worker = workers.get(group);
            if (worker == null) {
                workers.put(group, GroupWorker.start(membership, order, () -> forget(group)));
            } else {
                worker.follow(order);
            }
            tellCompanions();
        } finally {
            lock.unlock();
        }
    }

    private void forget(UUID group) throws IOException {
        lock.lock();
        try {
            GroupWorker worker = workers.get(group);
            // A newer order may have come while the group was left.
            if (worker != null && !GroupMembership.names(worker.order()).contains(self)) {
                book.forget(group);
                workers.remove(group);
                wanted.remove(group);
                kept.remove(group);
                tellCompanions();
            }
        } finally {
            lock.unlock();
        }
    }

    private void tellCompanions() {
        Map<PeerId, List<Multiaddr>> all = new HashMap<>();
        for (GroupWorker worker : workers.values()) {
            for (StateMember member : worker.order().getMembersList()) {
                all.put(PeerId.parse(member.getPeerId()), parsed(member.getAddressesList()));
            }
        }
        all.remove(self);
        addresses.keySet().retainAll(all.keySet());
        addresses.putAll(all);
        companions.accept(new HashSet<>(all.keySet()));
    }

    private static List<Multiaddr> parsed(List<String> texts) {
        List<Multiaddr> all = new ArrayList<>();
        for (String text : texts) {
            try {
                all.add(Multiaddr.parse(text));
            } catch (IllegalArgumentException e) {
                // Of a kind that this host does not know: another one will do.
            }
        }
        return all;
    }

    /** Whether this host is a member of none. */
    public boolean isEmpty() {
        lock.lock();
        try {
            return workers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** What a group is called in stores now. */
    public UUID store(UUID group) {
        lock.lock();
        try {
            return worker(group).map(worker -> Incarnation.id(worker.order())).orElse(group);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What the group's members may claim to be the only one of.
     *
     * @throws IOException if the group is not open here
     */
    public ClaimStore claims(UUID group) throws IOException {
        return stores.claims(store(group));
    }

    /**
     * Answers etcd's API at one more entrance, until that is closed or the group is left or begun anew.
     *
     * @throws IOException if the group is not open here, or the address is taken; the entrance is closed then
     */
    public Stores.Served serve(UUID group, Entrance entrance) throws IOException {
        return stores.serve(store(group), entrance);
    }

    /** What a pod of this host calls itself when it claims a name; the same pod elsewhere is called otherwise. */
    public String holder(String podUid) {
        return podUid + "@" + self;
    }

    /**
     * The groups that keep their pods' orders and are open here; what the cluster said of wanted pods is told once, so
     * that nobody takes an old word for a new one. Never waits for others. For one thread.
     *
     * @param signed whether a pod's order is signed by the authority of its cluster's mesh
     */
    public List<OpenGroup> open(Predicate<RunPod> signed) {
        Map<StateGroup, Optional<Set<String>>> keeping = new LinkedHashMap<>();
        lock.lock();
        try {
            workers.forEach((group, worker) -> {
                if (!worker.order().getKey().isEmpty()) {
                    keeping.put(worker.order(), Optional.ofNullable(wanted.remove(group)));
                }
            });
        } finally {
            lock.unlock();
        }
        List<OpenGroup> open = new ArrayList<>();
        keeping.forEach((order, pods) -> open(order, pods, signed).ifPresent(open::add));
        return open;
    }

    private Optional<OpenGroup> open(StateGroup order, Optional<Set<String>> pods, Predicate<RunPod> signed) {
        UUID group = UUID.fromString(order.getUid());
        UUID store = Incarnation.id(order);
        try {
            Map<String, KeptOrders.KeptOrder> known = kept.computeIfAbsent(group, same -> new ConcurrentHashMap<>());
            return Optional.of(new OpenGroup(
                    group,
                    order.getClusterId(),
                    new KeptOrders(stores.shelf(store), order, signed, known),
                    stores.claims(store),
                    membership.standing(store),
                    pods));
        } catch (IOException e) {
            // It is not open yet, or was just left.
            return Optional.empty();
        }
    }

    /** Where a member can be dialed, as its provider said. */
    public List<Multiaddr> addresses(PeerId member) {
        return addresses.getOrDefault(member, List.of());
    }

    private Optional<GroupWorker> worker(UUID group) {
        return Optional.ofNullable(workers.get(group));
    }

    /** Ends the work; the groups stay open. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            workers.values().forEach(GroupWorker::close);
        } finally {
            lock.unlock();
        }
    }
}
