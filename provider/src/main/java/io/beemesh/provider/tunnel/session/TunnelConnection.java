package io.beemesh.provider.tunnel.session;

import io.beemesh.provider.tunnel.wire.TunnelMessage;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a server to the kubelet API. It takes data from its first moment on, before anything is dialed.
 *
 * <p>Messages come in on the session's receiving thread, which never waits here: under the lock nothing blocks. Two
 * threads of its own copy, one each way.
 */
final class TunnelConnection {
    private static final int CHUNK_BYTES = 32 << 10;

    private final long number;
    private final Outbox outbox;
    private final LongSupplier nanoTicker;
    private final long drainNanos;
    private final long lingerNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Inflow inflow;
    private final PeerPause peerPause;
    /** Nothing more is sent to the server, and nothing taken from it. */
    private boolean over;

    private long overSince;
    private long resumedAt;
    private boolean told;
    private @Nullable String failure;
    private KubeletDoor.@Nullable Line line;

    /**
     * Where a connection sends, and by which rules.
     *
     * @param held by all connections of the session
     * @param nanoTicker a monotonic time in nanoseconds
     */
    record Surroundings(Outbox outbox, SessionLimits limits, HeldBytes held, LongSupplier nanoTicker) {}

    TunnelConnection(long number, Surroundings around) {
        this.number = number;
        this.outbox = around.outbox();
        this.nanoTicker = around.nanoTicker();
        this.drainNanos = around.limits().pace().drain().toNanos();
        this.lingerNanos = around.limits().pace().linger().toNanos();
        this.inflow = new Inflow(around.limits().flow(), around.held());
        this.peerPause = new PeerPause(around.limits().pace());
    }

    /** Data from the server. Never waits. */
    void take(ByteBuffer bytes) {
        locked(() -> {
            if (over) {
                return;
            }
            switch (inflow.offer(bytes)) {
                case TAKEN -> changed.signalAll();
                case TAKEN_AND_FULL -> {
                    outbox.post(new TunnelMessage.Pause(number));
                    changed.signalAll();
                }
                case REFUSED -> fail("more sent than the kubelet takes");
            }
        });
    }

    /** The server asks for no more data. Never waits. */
    void peerPaused() {
        locked(() -> peerPause.pause(nanoTicker.getAsLong()));
    }

    /** The server takes data again; it may be asleep over its own word, and an answer wakes it. Never waits. */
    void peerResumed() {
        locked(() -> {
            peerPause.resume();
            resumedAt = nanoTicker.getAsLong();
            wakePeer();
            changed.signalAll();
        });
    }

    /** The server ended the connection: what it sent before still goes to the kubelet. Never waits. */
    void peerEnded() {
        locked(() -> {
            told = true;
            end();
        });
    }

    /** Ends it at once, since the session has ended. Never waits. */
    void abort() {
        locked(() -> {
            told = true;
            end();
            inflow.clear();
            close(line);
        });
    }

    /** Ends it if the kubelet has had its time to take what the server sent before the end. Never waits. */
    void endIfLingering() {
        locked(() -> {
            if (over && nanoTicker.getAsLong() - overSince >= lingerNanos) {
                close(line);
            }
        });
    }

    /** Connects to the kubelet and copies to it until the end, while another thread copies from it. Blocks. */
    void serve(KubeletDoor door, Executor threads) throws InterruptedException {
        try (KubeletDoor.Line opened = door.open()) {
            locked(() -> line = opened);
            OutputStream out = opened.output();
            InputStream in = opened.input();
            threads.execute(() -> copyToServer(in));
            copyToKubelet(out);
        } catch (IOException e) {
            tellEnd("kubelet not reached: " + e.getMessage());
        } finally {
            locked(inflow::clear);
        }
    }

    /** A kubelet that takes no more may have something to say still: what comes for it is dropped meanwhile. */
    private void copyToKubelet(OutputStream out) throws InterruptedException {
        boolean takes = true;
        for (ByteBuffer next = next(); next != null; next = next()) {
            takes = takes && written(next, out);
        }
    }

    private static boolean written(ByteBuffer bytes, OutputStream out) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        try {
            out.write(copy);
            return true;
        } catch (IOException e) {
            return false; // the other direction ends with a reason of its own
        }
    }

    private @Nullable ByteBuffer next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            ByteBuffer next = inflow.poll();
            while (next == null && !over) {
                changed.await();
                next = inflow.poll();
            }
            if (!over && inflow.mayResume()) {
                outbox.post(new TunnelMessage.Resume(number));
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void copyToServer(InputStream in) {
        String reason = TunnelMessage.Fault.ORDERLY;
        byte[] buffer = new byte[CHUNK_BYTES];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                send(ByteBuffer.wrap(buffer, 0, count));
            }
        } catch (IOException e) {
            reason = "kubelet's end: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // the session has ended, and its connections with it
        }
        try {
            awaitDrained();
            tellEnd(reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Leaves the server time to hand on what it holds, or to end the connection itself: once it hears of an end, the
     * next that is written to it ends both directions, and what nobody has read is lost.
     */
    private void awaitDrained() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            resumedAt = nanoTicker.getAsLong();
            long left = drainNanos;
            while (!over && left > 0) {
                long unused = changed.awaitNanos(left);
                left = (peerPause.full() ? lingerNanos : drainNanos) - (nanoTicker.getAsLong() - resumedAt);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends as the server lets us; what is left when it has ended the connection is dropped. */
    private void send(ByteBuffer bytes) throws InterruptedException {
        while (bytes.hasRemaining()) {
            int count = Math.min(awaitTurn(), bytes.remaining());
            if (count == 0) {
                return;
            }
            outbox.put(new TunnelMessage.Data(number, bytes.slice(bytes.position(), count)));
            bytes.position(bytes.position() + count);
        }
    }

    /** How many bytes may be sent; waits until it is any. 0 when it is over. */
    private int awaitTurn() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!over) {
                switch (peerPause.turn(nanoTicker.getAsLong())) {
                    case PeerPause.Turn.Send() -> {
                        return Integer.MAX_VALUE;
                    }
                    case PeerPause.Turn.Probe() -> {
                        wakePeer();
                        return 1;
                    }
                    case PeerPause.Turn.Wait(long nanos) -> {
                        long left = changed.awaitNanos(nanos);
                        assert left <= nanos;
                    }
                }
            }
            return 0;
        } finally {
            lock.unlock();
        }
    }

    /** Tells the server of the end, after all data; unless it knows. Ends the other direction as well. */
    private void tellEnd(String reason) throws InterruptedException {
        String words = ended(reason);
        if (words != null) {
            outbox.put(new TunnelMessage.Fault(number, words));
        }
    }

    private @Nullable String ended(String reason) {
        lock.lock();
        try {
            String words = failure == null ? reason : failure;
            boolean knows = told;
            told = true;
            end();
            close(line);
            return knows ? null : words;
        } finally {
            lock.unlock();
        }
    }

    private void wakePeer() {
        outbox.post(new TunnelMessage.Resume(number));
        if (inflow.paused()) {
            outbox.post(new TunnelMessage.Pause(number));
        }
    }

    /** The copying thread finds its line closed, and tells the server. */
    private void fail(String reason) {
        failure = reason;
        inflow.clear();
        end();
        close(line);
    }

    private void end() {
        if (!over) {
            over = true;
            overSince = nanoTicker.getAsLong();
            changed.signalAll();
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private static void close(@Nullable Closeable line) {
        try {
            if (line != null) {
                line.close();
            }
        } catch (IOException e) {
            // it is gone, which is what was wanted
        }
    }
}
