package io.beemesh.provider.app.side;

import io.beemesh.provider.app.bridge.JoinedPods;
import io.beemesh.provider.app.bridge.NodeWriters;
import io.beemesh.provider.kube.client.NodeAccess;
import io.beemesh.provider.kube.pod.ApiObjectReader;
import io.beemesh.provider.kube.pod.ApiPodEvictor;
import io.beemesh.provider.kube.pod.ApiStatusWriter;
import io.beemesh.provider.kube.pod.ObjectReader;
import io.beemesh.provider.kube.pod.PodEvictor;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kube.pod.StatusWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** All nodes that a provider is: the mesh's own, and those of its pools, which come and go. Any thread. */
public final class Nodes implements AutoCloseable {
    private final Function<String, NodeSide> opener;
    private final NodeSide own;
    private final JoinedPods pods = new JoinedPods();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, NodeSide> pooled = new HashMap<>();

    /** Begins with the mesh's own node. */
    public Nodes(String name, Function<String, NodeSide> opener) {
        this.opener = opener;
        this.own = opener.apply(name);
        pods.add(name, own.pods());
    }

    /** The mesh's own node. */
    public NodeSide own() {
        return own;
    }

    /** The pods of all of them. */
    public PodSource pods() {
        return pods;
    }

    /** The node of that name, which is opened if it is not. */
    public NodeSide open(String name) {
        lock.lock();
        try {
            return pooled.computeIfAbsent(name, key -> {
                NodeSide side = opener.apply(key);
                pods.add(key, side.pods());
                return side;
            });
        } finally {
            lock.unlock();
        }
    }

    /** Closes a pool's node. Idempotent. */
    public void close(String name) {
        lock.lock();
        try {
            NodeSide side = pooled.remove(name);
            if (side != null) {
                pods.remove(name);
                side.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Opens what is named and closes all other pools' nodes. */
    public void retain(Collection<String> names) {
        Set<String> wanted = Set.copyOf(names);
        open().stream().filter(name -> !wanted.contains(name)).forEach(this::close);
        wanted.forEach(this::open);
    }

    /** Whether a node is one of them. */
    public boolean isOpen(String name) {
        return access(name).isPresent();
    }

    private List<String> open() {
        lock.lock();
        try {
            return new ArrayList<>(pooled.keySet());
        } finally {
            lock.unlock();
        }
    }

    private Optional<NodeAccess> access(String name) {
        lock.lock();
        try {
            NodeSide side = name.equals(own.name()) ? own : pooled.get(name);
            return Optional.ofNullable(side).map(NodeSide::access);
        } finally {
            lock.unlock();
        }
    }

    /** Writers of pods, each with its node's rights. */
    public NodeWriters writers() {
        return new NodeWriters(pods, name -> access(name).<StatusWriter>map(ApiStatusWriter::new), name -> access(name)
                .<PodEvictor>map(ApiPodEvictor::new));
    }

    /** The reader of a node; of one that is gone, the mesh's own, which is denied what is not its own. */
    public ObjectReader reader(String name) {
        return new ApiObjectReader(access(name).orElse(own.access()));
    }

    @Override
    public void close() {
        open().forEach(this::close);
        pods.remove(own.name());
        own.close();
    }
}
