package io.beemesh.provider.tunnel.session;

import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.provider.tunnel.session.testing.MemoryDoor;
import io.beemesh.provider.tunnel.session.testing.MemoryLine;
import io.beemesh.provider.tunnel.session.testing.MemoryPort;
import io.beemesh.provider.tunnel.wire.MessageCodec;
import io.beemesh.provider.tunnel.wire.TunnelMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A running session between a server and a kubelet that a test plays, with a time that the test moves. */
final class PlayedSession {
    final MemoryPort port = new MemoryPort();
    final MemoryDoor door = new MemoryDoor();
    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    final TunnelSession session;
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final Thread thread;

    private PlayedSession(SessionLimits limits) {
        session = new TunnelSession(port, door, limits, nanos::get);
        thread = Thread.ofVirtual().name("played-session").start(this::run);
    }

    /** With small bounds and short times of its own. */
    static PlayedSession start() {
        return new PlayedSession(limits(Duration.ofMillis(20)));
    }

    /** With small bounds, and a time between pings. */
    static PlayedSession start(Duration pingEvery) {
        return new PlayedSession(limits(pingEvery));
    }

    private static SessionLimits limits(Duration pingEvery) {
        return new SessionLimits(
                4,
                new SessionLimits.Flow(4000, 1000, 20_000),
                30_000,
                new SessionLimits.Pace(
                        pingEvery,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10)));
    }

    private void run() {
        try {
            end.complete(session.run());
        } catch (InterruptedException e) {
            end.complete("interrupted");
        }
    }

    /** The server says something. */
    void server(TunnelMessage message) {
        session.receive(MessageCodec.encode(1, message));
    }

    /** The server sends data over a connection. */
    void data(long number, String text) {
        server(new TunnelMessage.Data(number, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** The server opens a connection to the kubelet. */
    MemoryLine connect(long number) throws InterruptedException {
        server(new TunnelMessage.Connect(number, MemoryDoor.ADDRESS));
        return door.next();
    }

    /** Moves the time. */
    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    /** Why it ended; fails if it does not within 10 s. */
    String end() throws Exception {
        return end.get(10, TimeUnit.SECONDS);
    }

    /** Whether it runs. */
    boolean runs() {
        return !end.isDone();
    }

    /** Waits until something is so, for at most 10 s. */
    static void until(BooleanSupplier isSo) throws Exception {
        Eventually.succeeds(() -> {
            if (!isSo.getAsBoolean()) {
                throw new IllegalStateException("not so in time");
            }
            return true;
        });
    }

    /** Ends it; waits until it has ended. */
    void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
