package io.beemesh.raft.stores;

import io.beemesh.raft.claims.ClaimStore;
import io.beemesh.raft.front.Entrance;
import io.beemesh.raft.groups.GroupMember;
import io.beemesh.raft.groups.GroupView;
import io.beemesh.raft.groups.Opening;
import io.beemesh.raft.rpc.RaftNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** None, until one is opened or there is one on the disk: names no class of Ratis, so that none is loaded. */
final class StoresOnDemand implements Stores {
    private final RaftNetwork network;
    private final StoreSettings settings;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Stores started;

    StoresOnDemand(RaftNetwork network, StoreSettings settings, RandomGenerator random) {
        this.network = network;
        this.settings = settings;
        this.random = random;
    }

    /** Those that run; null if there is none to run for. */
    private @Nullable Stores known() throws IOException {
        lock.lock();
        try {
            return started == null && isOnDisk() ? start() : started;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOnDisk() throws IOException {
        if (!Files.isDirectory(settings.folder())) {
            return false;
        }
        try (Stream<?> groups = Files.list(settings.folder())) {
            return groups.findAny().isPresent();
        }
    }

    private Stores start() throws IOException {
        lock.lock();
        try {
            Stores running = started;
            if (running == null) {
                running = GroupStores.start(network, settings, random);
                started = running;
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<UUID> groups() throws IOException {
        Stores known = known();
        return known == null ? Set.of() : known.groups();
    }

    @Override
    public Map<UUID, String> damaged() throws IOException {
        Stores known = known();
        return known == null ? Map.of() : known.damaged();
    }

    @Override
    public Opening open(UUID group, Collection<GroupMember> members) throws IOException {
        return start().open(group, members);
    }

    @Override
    public void change(UUID group, Collection<GroupMember> members) throws IOException {
        open(group).change(group, members);
    }

    @Override
    public Served serve(UUID group, Entrance entrance) throws IOException {
        return open(group).serve(group, entrance);
    }

    @Override
    public ClaimStore claims(UUID group) throws IOException {
        return open(group).claims(group);
    }

    @Override
    public Shelf shelf(UUID group) throws IOException {
        return open(group).shelf(group);
    }

    @Override
    public GroupView view(UUID group) throws IOException {
        return open(group).view(group);
    }

    @Override
    public boolean leads(UUID group) throws IOException {
        return open(group).leads(group);
    }

    private Stores open(UUID group) throws IOException {
        Stores known = known();
        if (known == null) {
            throw new IOException("no store is open here (expected: that of " + group + "); open it first");
        }
        return known;
    }

    @Override
    public Set<UUID> drain(Duration bound) throws IOException, InterruptedException {
        Stores known = known();
        return known == null ? Set.of() : known.drain(bound);
    }

    @Override
    public boolean leave(UUID group) throws IOException {
        Stores known = known();
        return known != null && known.leave(group);
    }

    @Override
    public void goOnAlone(UUID before, UUID after) throws IOException {
        open(before).goOnAlone(before, after);
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (started != null) {
                started.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
