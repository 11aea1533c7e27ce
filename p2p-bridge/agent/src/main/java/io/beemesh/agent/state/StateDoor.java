package io.beemesh.agent.state;

import io.beemesh.agent.network.NetworkNamespace;
import io.beemesh.agent.state.group.StateGroups;
import io.beemesh.raft.front.Entrance;
import io.beemesh.raft.stores.Stores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where one pod finds its store: a port of its own loopback address, which nobody but that pod can reach. For one
 * thread.
 */
final class StateDoor implements AutoCloseable {
    /** The same for all pods. */
    static final int PORT = 23790;

    private static final InetSocketAddress AT = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), PORT);

    private final StateGroups groups;
    private final UUID group;
    private @Nullable Path network;
    private @Nullable UUID store;
    private Stores.@Nullable Served served;

    StateDoor(StateGroups groups, UUID group) {
        this.groups = groups;
        this.group = group;
    }

    /** What clients are told. */
    static String endpoint() {
        return AT.getAddress().getHostAddress() + ":" + PORT;
    }

    /**
     * Opens it in a pod's network; a pod that has another one by now finds it there, and the store that the group has
     * by now. A store that was left and is back is another one.
     *
     * @throws IOException this process may not enter the network, or the port is taken
     */
    void open(Path wanted) throws IOException {
        UUID current = groups.store(group);
        if (isOpen() && wanted.equals(network) && current.equals(store)) {
            return;
        }
        close();
        ServerSocketChannel socket = new NetworkNamespace(wanted).listener();
        served = groups.serve(group, new Entrance(socket, AT));
        network = wanted;
        store = current;
    }

    /** Whether it is open. */
    boolean isOpen() {
        Stores.Served door = served;
        return door != null && door.isOpen();
    }

    @Override
    public void close() {
        Optional.ofNullable(served).ifPresent(Stores.Served::close);
        served = null;
        network = null;
        store = null;
    }
}
