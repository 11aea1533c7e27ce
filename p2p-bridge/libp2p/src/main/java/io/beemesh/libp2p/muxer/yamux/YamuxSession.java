package io.beemesh.libp2p.muxer.yamux;

import io.beemesh.libp2p.security.SecureChannel;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All streams of one connection, and the two virtual threads that serve it.
 *
 * <p>Bounds: streams by {@code Limits.streamsPerConnection} (more are reset), 256 opened and not yet acknowledged
 * (opening waits), frames of the session that wait to be sent (the session ends). Safe for use by any thread.
 */
public final class YamuxSession implements AutoCloseable {
    /** Its id for multistream-select. */
    public static final String ID = "/yamux/1.0.0";

    private static final int UNACKNOWLEDGED_MAX = 256;

    private final SecureChannel channel;
    private final YamuxSettings settings;
    private final Consumer<YamuxStream> accepted;
    private final boolean dialer;
    private final Outbox outbox;
    private final Keepalive keepalive;
    private final Map<Integer, YamuxStream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger nextId;
    private final AtomicInteger count = new AtomicInteger();
    private final Semaphore unacknowledged = new Semaphore(UNACKNOWLEDGED_MAX, true);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private volatile @Nullable String goingAway;

    /**
     * A session that has not begun.
     *
     * @param dialer whether this side dialed: its streams have odd ids
     * @param accepted told of each stream that the peer opens, on the reading thread: must not block
     */
    public YamuxSession(SecureChannel channel, YamuxSettings settings, boolean dialer, Consumer<YamuxStream> accepted) {
        this.channel = channel;
        this.settings = settings;
        this.accepted = accepted;
        this.dialer = dialer;
        this.outbox = new Outbox(channel, settings.buffers());
        this.keepalive = new Keepalive(this, settings);
        this.nextId = new AtomicInteger(dialer ? 1 : 2);
    }

    /**
     * Begins to read and write.
     *
     * @param early bytes that were received already
     */
    public void start(ByteBuffer early) {
        String name = "yamux-" + channel.remote();
        Thread.ofVirtual().name(name + "-write").start(this::write);
        Thread.ofVirtual().name(name + "-read").start(() -> read(early));
    }

    private void read(ByteBuffer early) {
        String reason = "the peer closed the connection";
        try {
            FrameReader reader = new FrameReader(new Inbox(this));
            reader.accept(early);
            for (ByteBuffer next = channel.receive(); next != null; next = channel.receive()) {
                keepalive.heard();
                reader.accept(next);
            }
        } catch (ProtocolException e) {
            refuse(e.getMessage() + "; connection ended");
            return;
        } catch (IOException e) {
            reason = "the connection broke: " + e.getMessage();
        }
        end(goingAway == null ? reason : goingAway);
    }

    /** Tells a peer that breaks the rules; the writer ends the session when that is sent. */
    private void refuse(String reason) {
        goingAway = reason;
        outbox.finish(new Frame(Frame.GO_AWAY, 0, 0, Frame.GONE_PROTOCOL_ERROR));
        failAll(reason);
    }

    private void write() {
        String reason = "the connection is closed";
        try {
            outbox.run();
        } catch (IOException e) {
            reason = "the connection broke: " + e.getMessage();
        } finally {
            channel.close();
            end(goingAway == null ? reason : goingAway);
        }
    }

    /**
     * Opens a stream; the peer learns of it with the first bytes.
     *
     * @throws IOException if the session has ended, is about to, or has as many streams as it may
     */
    public YamuxStream open() throws IOException, InterruptedException {
        unacknowledged.acquire();
        YamuxStream stream = null;
        try {
            stream = admit(nextId.getAndAdd(2), false);
        } finally {
            if (stream == null) {
                unacknowledged.release();
            }
        }
        if (stream == null) {
            throw new IOException("connection with " + channel.remote() + " has "
                    + settings.limits().streamsPerConnection() + " streams already, which is its limit");
        }
        if (ended.get() || goingAway != null) {
            stream.fail(new StreamEnd.ConnectionLost("the connection is closed"));
            throw new SocketException("connection with " + channel.remote() + " is closed: " + reason());
        }
        return stream;
    }

    private String reason() {
        String why = goingAway;
        return why == null ? closed.getNow("it ends") : why;
    }

    private @Nullable YamuxStream admit(int id, boolean inbound) {
        if (count.incrementAndGet() > settings.limits().streamsPerConnection()) {
            count.decrementAndGet();
            return null;
        }
        YamuxStream stream = new YamuxStream(this, id, inbound);
        streams.put(id, stream);
        return stream;
    }

    /** Sends a ping if one is due and ends the session if one was not answered; sweeps streams closed long ago. */
    public void tick() {
        keepalive.tick();
        streams.values().forEach(YamuxStream::sweep);
    }

    /** Whether streams can be opened. */
    public boolean isOpen() {
        return goingAway == null && !ended.get();
    }

    /** Completes with a sentence when it has ended. */
    public CompletableFuture<String> closed() {
        return closed;
    }

    /** Tells of the end, with a sentence, on the thread that ended it; at once if it has ended already. */
    public void onClosed(Consumer<String> listener) {
        CompletableFuture<Void> told = closed.thenAccept(listener);
        assert !told.isCancelled() : "nobody else holds it";
    }

    /** Tells the peer, ends all streams, and lets the writer send what is left; {@link #cut} does not wait for it. */
    @Override
    public void close() {
        if (goingAway == null) {
            goingAway = "the connection was closed by this side";
        }
        outbox.finish(new Frame(Frame.GO_AWAY, 0, 0, Frame.GONE_NORMALLY));
        failAll(reason());
    }

    /** Ends it at once. Idempotent. */
    public void cut(String reason) {
        end(reason);
    }

    private void end(String reason) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        outbox.end(reason);
        channel.close();
        failAll(reason);
        closed.complete(reason);
    }

    private void failAll(String reason) {
        StreamEnd why = new StreamEnd.ConnectionLost(reason);
        streams.values().forEach(stream -> stream.fail(why));
    }

    // ---- for streams

    YamuxSettings settings() {
        return settings;
    }

    Outbox outbox() {
        return outbox;
    }

    long rttNanos() {
        return keepalive.rttNanos();
    }

    /** Sends a frame of the session; ends the session if too many wait already. Never waits. */
    void control(Frame frame) {
        if (!outbox.urgent(frame)) {
            end("the peer does not read: the queue of control frames is full");
        }
    }

    /** Sends a stream's end behind its data. Never waits. */
    void ordered(YamuxStream stream, int flag, int code) {
        if (!outbox.last(stream, flag, code)) {
            end("the peer does not read: the queue of closing frames is full");
        }
    }

    void forgetIfDone(YamuxStream stream) {
        if (stream.done()) {
            forget(stream);
        }
    }

    void forget(YamuxStream stream) {
        if (streams.remove(stream.id(), stream)) {
            count.decrementAndGet();
            if (stream.acknowledge()) {
                unacknowledged.release();
            }
        }
    }

    // ---- for the inbox, on the reading thread

    @Nullable
    YamuxStream stream(int id) {
        return streams.get(id);
    }

    /** A stream that the peer opens; null if there are too many, after which it is told so. */
    @Nullable
    YamuxStream accept(int id) throws ProtocolException {
        boolean odd = (id & 1) == 1;
        if (odd == dialer || streams.containsKey(id)) {
            throw new ProtocolException("yamux: the peer opens stream " + Integer.toUnsignedString(id) + ", which is "
                    + (odd == dialer ? "not its to open" : "open already"));
        }
        YamuxStream stream = goingAway == null ? admit(id, true) : null;
        if (stream == null) {
            control(new Frame(Frame.WINDOW, Frame.RST, id, 0));
        } else {
            accepted.accept(stream);
        }
        return stream;
    }

    void acknowledged() {
        unacknowledged.release();
    }

    void pinged(Frame frame) {
        if (frame.flags() == Frame.SYN) {
            control(new Frame(Frame.PING, Frame.ACK, 0, frame.length()));
        } else if (frame.flags() == Frame.ACK) {
            keepalive.answered(frame.length());
        }
    }

    void peerGoesAway(int code) {
        goingAway = "the peer goes away with code " + code;
    }
}
