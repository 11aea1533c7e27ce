package io.beemesh.raft.stores;

import io.beemesh.raft.appender.AppenderLimits;
import io.beemesh.raft.claims.ClaimStore;
import io.beemesh.raft.front.Entrance;
import io.beemesh.raft.front.EtcdServer;
import io.beemesh.raft.front.FrontLimits;
import io.beemesh.raft.groups.GroupHost;
import io.beemesh.raft.groups.GroupMember;
import io.beemesh.raft.groups.GroupSettings;
import io.beemesh.raft.groups.GroupView;
import io.beemesh.raft.groups.Opening;
import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.replica.StoreMachine;
import io.beemesh.raft.replica.StoreMachines;
import io.beemesh.raft.rpc.RaftNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** Stores over Ratis, served by gRPC: as many as a host may have groups. */
final class GroupStores implements Stores {
    /** Of one group: as many as a host may have pods of it. */
    private static final int SERVED_MAX = 64;

    private final GroupHost host;
    private final StoreMachines machines;
    private final EtcdServer etcd;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Open> open = new HashMap<>();

    /** A store that is open here, and where it is served. */
    private record Open(Replica replica, Set<EtcdServer.Front> fronts) {
        void close() {
            fronts.forEach(EtcdServer.Front::close);
            replica.close();
        }
    }

    private GroupStores(GroupHost host, StoreMachines machines, EtcdServer etcd, RandomGenerator random) {
        this.host = host;
        this.machines = machines;
        this.etcd = etcd;
        this.random = random;
    }

    static GroupStores start(RaftNetwork network, StoreSettings settings, RandomGenerator random) throws IOException {
        StoreMachines machines = new StoreMachines(settings.nanos(), settings.leaderLost(), settings.quotaBytes());
        GroupSettings groups = new GroupSettings(settings.folder(), AppenderLimits.edge(), settings.leaderLost());
        EtcdServer etcd = new EtcdServer(FrontLimits.edge(settings.leaderLost()), settings.nanos(), random);
        GroupStores stores = new GroupStores(GroupHost.start(network, groups, machines), machines, etcd, random);
        stores.host.groups().forEach(stores::begin);
        stores.host.damaged().keySet().forEach(machines::forget);
        return stores;
    }

    /** Revokes leases from now on, whether or not the store is served here. */
    private void begin(UUID group) {
        StoreMachine machine = machines.of(group);
        if (machine != null) {
            open.computeIfAbsent(
                    group, same -> new Open(new Replica(host, group, machine, random), ConcurrentHashMap.newKeySet()));
        }
    }

    @Override
    public Set<UUID> groups() {
        return host.groups();
    }

    @Override
    public Map<UUID, String> damaged() {
        return host.damaged();
    }

    @Override
    public Opening open(UUID group, Collection<GroupMember> members) throws IOException {
        lock.lock();
        try {
            Opening opening = host.open(group, members);
            begin(group);
            return opening;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void change(UUID group, Collection<GroupMember> members) throws IOException {
        host.change(group, members);
    }

    @Override
    public Served serve(UUID group, Entrance entrance) throws IOException {
        lock.lock();
        try {
            Open store = store(group);
            if (store.fronts().size() >= SERVED_MAX) {
                throw new IOException("the store of " + group + " is served at " + SERVED_MAX
                        + " addresses (expected: fewer); take one away first");
            }
            EtcdServer.Front front = etcd.open(store.replica(), entrance);
            store.fronts().add(front);
            return new Served(front.address(), front::isOpen, () -> {
                store.fronts().remove(front);
                front.close();
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ClaimStore claims(UUID group) throws IOException {
        lock.lock();
        try {
            return new GroupClaims(store(group).replica(), random);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Shelf shelf(UUID group) throws IOException {
        lock.lock();
        try {
            return new GroupShelf(store(group).replica());
        } finally {
            lock.unlock();
        }
    }

    private Open store(UUID group) throws IOException {
        Open store = open.get(group);
        if (store == null) {
            throw new IOException("the store of " + group + " is not open here; open it first");
        }
        return store;
    }

    @Override
    public GroupView view(UUID group) throws IOException {
        return host.view(group);
    }

    @Override
    public boolean leads(UUID group) throws IOException {
        return host.leads(group);
    }

    @Override
    public Set<UUID> drain(Duration bound) throws InterruptedException {
        return host.drain(bound);
    }

    @Override
    public boolean leave(UUID group) throws IOException {
        lock.lock();
        try {
            end(group);
            boolean left = host.leave(group);
            machines.forget(group);
            return left;
        } finally {
            lock.unlock();
        }
    }

    private void end(UUID group) {
        Open store = open.remove(group);
        if (store != null) {
            store.close();
        }
    }

    @Override
    public void goOnAlone(UUID before, UUID after) throws IOException {
        lock.lock();
        try {
            end(before);
            host.goOnAlone(before, after);
            machines.forget(before);
            begin(after);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            List.copyOf(open.values()).forEach(Open::close);
            open.clear();
        } finally {
            lock.unlock();
        }
        host.close();
    }
}
