package io.beemesh.raft.front.testing;

import io.beemesh.raft.front.Entrance;
import io.beemesh.raft.front.EtcdServer;
import io.beemesh.raft.front.FrontLimits;
import io.beemesh.raft.replica.Replica;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** A member's store at an address of this machine. For one thread. */
public final class LocalFront implements AutoCloseable {
    private final EtcdServer.Front front;

    private LocalFront(EtcdServer.Front front) {
        this.front = front;
    }

    /** Serves it as an edge host does. */
    public static LocalFront of(Replica replica) throws IOException {
        return of(replica, FrontLimits.edge(Duration.ofSeconds(2)));
    }

    /** Serves it. */
    public static LocalFront of(Replica replica, FrontLimits limits) throws IOException {
        EtcdServer etcd = new EtcdServer(limits, System::nanoTime, RandomGenerator.getDefault());
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new LocalFront(etcd.open(replica, Entrance.of(any)));
    }

    /** Where it answers: host and port. */
    public String endpoint() {
        return "127.0.0.1:" + front.address().getPort();
    }

    @Override
    public void close() {
        front.close();
    }
}
