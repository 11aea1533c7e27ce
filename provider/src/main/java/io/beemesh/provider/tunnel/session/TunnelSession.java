package io.beemesh.provider.tunnel.session;

import io.beemesh.provider.tunnel.wire.MalformedMessageException;
import io.beemesh.provider.tunnel.wire.MessageCodec;
import io.beemesh.provider.tunnel.wire.TunnelMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with one server: it opens connections, all of them to the node's own kubelet API, whatever it asks for.
 *
 * <p>The transport calls {@link #receive}, {@link #pong} and {@link #end} from a thread of its own; none of them ever
 * waits, because a server reads and writes its PAUSEs on one thread. What cannot be borne ends the one connection that
 * asks for it; what cannot be read ends the session.
 *
 * <p><i>Source:</i> rancher/remotedialer, {@code session.go}, {@code connection.go} and {@code back_pressure.go}.
 */
public final class TunnelSession {
    private static final long CLOSE_SECONDS = 10;
    private static final Logger log = LoggerFactory.getLogger(TunnelSession.class);

    private final MessagePort port;
    private final KubeletDoor door;
    private final SessionLimits limits;
    private final LongSupplier nanoTicker;
    private final Outbox outbox = new Outbox();
    private final TunnelConnection.Surroundings surroundings;
    private final Map<Long, TunnelConnection> connections = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("tunnel-session-", 0).factory());
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<@Nullable String> why = new AtomicReference<>();
    private volatile long heardNanos;

    /**
     * A session that {@link #run} serves.
     *
     * @param port to the server
     * @param door to the kubelet API
     * @param nanoTicker a monotonic time in nanoseconds
     */
    public TunnelSession(MessagePort port, KubeletDoor door, SessionLimits limits, LongSupplier nanoTicker) {
        this.port = port;
        this.door = door;
        this.limits = limits;
        this.nanoTicker = nanoTicker;
        this.surroundings =
                new TunnelConnection.Surroundings(outbox, limits, new HeldBytes(limits.heldBytesMax()), nanoTicker);
        this.heardNanos = nanoTicker.getAsLong();
    }

    /** Takes one message of the server; keeps the buffer. In the order of their arrival; never waits. */
    public void receive(ByteBuffer payload) {
        try {
            handle(MessageCodec.decode(payload));
        } catch (MalformedMessageException e) {
            end("message not understood: " + e.getMessage());
        }
    }

    /** The server answered a ping. Never waits. */
    public void pong() {
        heardNanos = nanoTicker.getAsLong();
    }

    /** Ends the session for the first reason that is given. Idempotent, any thread, never waits. */
    public void end(String reason) {
        if (why.compareAndSet(null, reason)) {
            over.countDown();
        }
    }

    /**
     * Serves until the session ends, and leaves nothing running.
     *
     * @return why it ended
     */
    public String run() throws InterruptedException {
        threads.execute(this::write);
        try {
            while (!over.await(limits.pace().pingEvery().toNanos(), TimeUnit.NANOSECONDS)) {
                beat();
            }
            return String.valueOf(why.get());
        } finally {
            end("closed");
            outbox.close();
            port.abort();
            connections.values().forEach(TunnelConnection::abort);
            threads.shutdownNow();
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.atWarn().addKeyValue("seconds", CLOSE_SECONDS).log("tunnel threads do not end");
            }
        }
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    private void beat() {
        if (nanoTicker.getAsLong() - heardNanos > limits.pace().silenceMax().toNanos()) {
            end("no pong for " + limits.pace().silenceMax().toSeconds() + " s");
            return;
        }
        port.ping();
        connections.values().forEach(TunnelConnection::endIfLingering);
    }

    private void handle(TunnelMessage message) {
        if (message instanceof TunnelMessage.Connect(long number, String address)) {
            connect(number, address);
            return;
        }
        TunnelConnection connection = connections.get(message.connection());
        if (connection == null) {
            return; // it was told the end of that connection, and that says it all
        }
        switch (message) {
            case TunnelMessage.Data(long number, ByteBuffer bytes) -> connection.take(bytes);
            case TunnelMessage.Fault fault -> connection.peerEnded();
            case TunnelMessage.Pause pause -> connection.peerPaused();
            case TunnelMessage.Resume resume -> connection.peerResumed();
            case TunnelMessage.Connect connect -> {}
            case TunnelMessage.Other other -> {}
        }
    }

    private void connect(long number, String address) {
        if (!door.answersTo(address)) {
            log.atDebug().addKeyValue("address", address).log("tunnel leads nowhere else");
            refuse(number, "not allowed: " + address);
        } else if (connections.size() >= limits.connectionsMax()) {
            refuse(number, "too many connections: " + limits.connectionsMax());
        } else if (connections.containsKey(number)) {
            end("connection " + number + " opened twice");
        } else {
            open(number);
        }
    }

    private void refuse(long number, String reason) {
        outbox.post(new TunnelMessage.Fault(number, reason));
    }

    private void open(long number) {
        TunnelConnection connection = new TunnelConnection(number, surroundings);
        // Before anything is dialed: the first data are on their way already.
        connections.put(number, connection);
        try {
            threads.execute(() -> serve(number, connection));
        } catch (RejectedExecutionException e) {
            connections.remove(number); // the session has ended
        }
    }

    private void serve(long number, TunnelConnection connection) {
        try {
            connection.serve(door, threads);
        } catch (InterruptedException | RejectedExecutionException e) {
            connection.abort(); // the session has ended
        } finally {
            connections.remove(number);
        }
    }

    private void write() {
        try {
            for (ByteBuffer next = outbox.take(); next != null; next = outbox.take()) {
                port.send(next);
            }
            end("more to say than the server reads");
        } catch (IOException e) {
            end("not sent: " + e.getMessage());
        } catch (InterruptedException e) {
            end("interrupted");
        }
    }
}
