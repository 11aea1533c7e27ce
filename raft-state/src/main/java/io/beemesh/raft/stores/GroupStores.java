package io.beemesh.raft.stores;

import io.beemesh.raft.appender.AppenderLimits;
import io.beemesh.raft.front.EtcdServer;
import io.beemesh.raft.front.WatchLimits;
import io.beemesh.raft.groups.GroupHost;
import io.beemesh.raft.groups.GroupMember;
import io.beemesh.raft.groups.GroupSettings;
import io.beemesh.raft.groups.Opening;
import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.replica.StoreMachine;
import io.beemesh.raft.replica.StoreMachines;
import io.beemesh.raft.rpc.RaftNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Stores over Ratis, served by gRPC: as many as a host may have groups. */
final class GroupStores implements Stores {
    private final GroupHost host;
    private final StoreMachines machines;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Open> open = new HashMap<>();

    /** A store that is open here; it is served once somebody has asked for that. */
    private record Open(Replica replica, @Nullable EtcdServer server) {
        void close() {
            if (server != null) {
                server.close();
            }
            replica.close();
        }
    }

    private GroupStores(GroupHost host, StoreMachines machines, LongSupplier nanos, RandomGenerator random) {
        this.host = host;
        this.machines = machines;
        this.nanos = nanos;
        this.random = random;
    }

    static GroupStores start(RaftNetwork network, StoreSettings settings, RandomGenerator random) throws IOException {
        StoreMachines machines = new StoreMachines(settings.nanos(), settings.leaderLost(), settings.quotaBytes());
        GroupSettings groups = new GroupSettings(settings.folder(), AppenderLimits.edge(), settings.leaderLost());
        GroupStores stores =
                new GroupStores(GroupHost.start(network, groups, machines), machines, settings.nanos(), random);
        stores.host.groups().forEach(stores::begin);
        return stores;
    }

    /** Revokes leases from now on, whether or not the store is served here. */
    private void begin(UUID group) {
        StoreMachine machine = machines.of(group);
        if (machine != null) {
            open.computeIfAbsent(group, same -> new Open(new Replica(host, group, machine, random), null));
        }
    }

    @Override
    public Set<UUID> groups() {
        return host.groups();
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
    public InetSocketAddress serve(UUID group, InetSocketAddress at) throws IOException {
        lock.lock();
        try {
            Open store = open.get(group);
            if (store == null) {
                throw new IOException("the store of " + group + " is not open here; open it first");
            }
            EtcdServer server = store.server();
            if (server == null) {
                server = EtcdServer.start(store.replica(), at, WatchLimits.edge(), nanos, random);
                open.put(group, new Open(store.replica(), server));
            }
            return server.address();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<UUID> drain(Duration bound) throws InterruptedException {
        return host.drain(bound);
    }

    @Override
    public boolean leave(UUID group) throws IOException {
        lock.lock();
        try {
            Open store = open.remove(group);
            if (store != null) {
                store.close();
            }
            boolean left = host.leave(group);
            machines.forget(group);
            return left;
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
