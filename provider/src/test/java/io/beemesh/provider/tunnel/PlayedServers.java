package io.beemesh.provider.tunnel;

import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** The API servers of a cluster that a test plays: they open tunnels, refuse or are away as they are told. */
final class PlayedServers implements ServerFeed, TunnelIdentity, TunnelDialer, ServerLoop.Rest {
    private final AtomicReference<Consumer<Set<InetSocketAddress>>> listener = new AtomicReference<>(found -> {});
    private final AtomicReference<Optional<SSLContext>> identity = new AtomicReference<>(Optional.empty());
    private final Map<Integer, Integer> refusals = new ConcurrentHashMap<>();
    private final Map<Integer, CompletableFuture<String>> sessions = new ConcurrentHashMap<>();
    private final BlockingQueue<Integer> dialed = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> served = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> ended = new LinkedBlockingQueue<>();
    private final BlockingQueue<Duration> rests = new LinkedBlockingQueue<>();
    private final Semaphore rested = new Semaphore(0);

    @Override
    public Following follow(Consumer<Set<InetSocketAddress>> told) {
        listener.set(told);
        return () -> listener.set(found -> {});
    }

    /** The cluster has these servers now, each known by its port. */
    void are(Integer... ports) {
        listener.get().accept(Arrays.stream(ports).map(PlayedServers::address).collect(Collectors.toSet()));
    }

    @Override
    public Optional<SSLContext> current() {
        return identity.get();
    }

    /** The node has a certificate. */
    void knowTheNode() {
        try {
            identity.set(Optional.of(SSLContext.getDefault()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server refuses from now on. */
    void refuse(int port, int status) {
        refusals.put(port, status);
    }

    /** A server opens tunnels from now on. */
    void open(int port) {
        refusals.remove(port);
        sessions.put(port, new CompletableFuture<>());
    }

    /** The session of a server ends. */
    void end(int port, String why) {
        sessions.get(port).complete(why);
    }

    @Override
    public Attempt dial(InetSocketAddress server, SSLContext context) {
        int port = server.getPort();
        dialed.add(port);
        if (refusals.containsKey(port)) {
            return new Attempt.Refused(refusals.get(port));
        }
        CompletableFuture<String> session = sessions.get(port);
        return session == null ? new Attempt.Unreachable("away") : new Attempt.Opened(() -> serve(port, session));
    }

    private String serve(int port, CompletableFuture<String> session) throws InterruptedException {
        served.add(port);
        try {
            return session.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            ended.add(port);
        }
    }

    @Override
    public void rest(Duration length) throws InterruptedException {
        rests.add(length);
        rested.acquire();
    }

    /** The next server that was dialed; fails after 10 s without one. */
    int dialed() throws InterruptedException {
        return next(dialed);
    }

    /** The next server whose session is served; fails after 10 s without one. */
    int served() throws InterruptedException {
        return next(served);
    }

    /** The next server whose session ended; fails after 10 s without one. */
    int ended() throws InterruptedException {
        return next(ended);
    }

    /** How long a loop rests, which is over then; fails after 10 s without one. */
    Duration rested() throws InterruptedException {
        return rested(() -> {});
    }

    /** As {@link #rested()}, with something that happens before the rest is over. */
    Duration rested(Runnable meanwhile) throws InterruptedException {
        Duration length = next(rests);
        meanwhile.run();
        rested.release();
        return length;
    }

    /** Whether nobody was dialed of late. */
    boolean quiet() {
        return dialed.isEmpty();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing happened within 10 s");
        }
        return next;
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }
}
