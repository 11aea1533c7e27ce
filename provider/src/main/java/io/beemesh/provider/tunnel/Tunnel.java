package io.beemesh.provider.tunnel;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session with each API server of the cluster, for as long as it is open: a leader opens it when it becomes one and
 * closes it when it is none any more, since a server gives every call to the oldest session of a node.
 *
 * <p>Bound: {@value #SERVERS_MAX} servers; those beyond are left out with a warning. An empty list of servers changes
 * nothing: somebody told it.
 */
public final class Tunnel implements AutoCloseable {
    static final int SERVERS_MAX = 32;

    private static final Logger log = LoggerFactory.getLogger(Tunnel.class);
    private static final long CLOSE_SECONDS = 15;

    private final ServerLoop.Surroundings surroundings;
    private final Map<InetSocketAddress, Thread> loops = new HashMap<>();
    private ServerFeed.@Nullable Following following;
    private boolean closed;

    /**
     * What a tunnel needs of others.
     *
     * @param servers the API servers of the cluster
     * @param identity the certificate of the node
     * @param dialer opens sessions
     * @param random spreads attempts
     */
    public record Ports(ServerFeed servers, TunnelIdentity identity, TunnelDialer dialer, RandomGenerator random) {}

    private Tunnel(ServerLoop.Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * Starts to follow the API servers and to dial them; returns at once.
     *
     * @param mode AUTO or ON
     * @param nanoTicker a monotonic time in nanoseconds
     */
    public static Tunnel start(TunnelMode mode, Ports ports, LongSupplier nanoTicker) {
        CountDownLatch never = new CountDownLatch(1);
        // Nobody counts it down: a rest that an interrupt ends.
        return start(mode, ports, nanoTicker, length -> {
            boolean counted = never.await(length.toNanos(), TimeUnit.NANOSECONDS);
            assert !counted;
        });
    }

    static Tunnel start(TunnelMode mode, Ports ports, LongSupplier nanoTicker, ServerLoop.Rest rest) {
        Tunnel tunnel = new Tunnel(new ServerLoop.Surroundings(ports, mode, new AtomicBoolean(), rest, nanoTicker));
        tunnel.follow(ports.servers().follow(tunnel::servers));
        return tunnel;
    }

    private synchronized void follow(ServerFeed.Following feed) {
        following = feed;
    }

    private synchronized void servers(Set<InetSocketAddress> now) {
        if (closed || now.isEmpty()) {
            return;
        }
        Set<InetSocketAddress> gone = new HashSet<>(loops.keySet());
        gone.removeAll(now);
        gone.forEach(server -> loops.remove(server).interrupt());
        for (InetSocketAddress server : now) {
            if (loops.size() < SERVERS_MAX || loops.containsKey(server)) {
                loops.computeIfAbsent(server, this::loop);
            } else {
                log.atWarn().addKeyValue("server", server).log("more API servers than tunnels");
            }
        }
    }

    private Thread loop(InetSocketAddress server) {
        return Thread.ofVirtual()
                .name("tunnel-" + server.getHostString() + ":" + server.getPort())
                .start(new ServerLoop(server, surroundings)::run);
    }

    /** Ends all sessions and waits until they have ended. Idempotent. */
    @Override
    public void close() {
        Set<Thread> ending;
        ServerFeed.Following feed;
        synchronized (this) {
            closed = true;
            ending = new HashSet<>(loops.values());
            loops.clear();
            feed = following;
            following = null;
        }
        if (feed != null) {
            feed.close();
        }
        ending.forEach(Thread::interrupt);
        try {
            for (Thread thread : ending) {
                thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
