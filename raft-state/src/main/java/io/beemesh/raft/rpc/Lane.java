package io.beemesh.raft.rpc;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.raft.wire.FrameStream;
import io.beemesh.raft.wire.Pace;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One stream to a member, opened when it is first needed, and again when it has ended. Safe for use by any thread. */
final class Lane implements AutoCloseable {
    private final RaftNetwork network;
    private final PeerId peer;
    private final Supplier<Pace> pace;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Calls calls;
    private boolean failed;
    private volatile boolean closed;

    Lane(RaftNetwork network, PeerId peer, Supplier<Pace> pace) {
        this.network = network;
        this.peer = peer;
        this.pace = pace;
    }

    /**
     * Where calls go.
     *
     * @throws IOException if the member cannot be reached now
     */
    Calls calls() throws IOException {
        Calls open = calls;
        return open != null && open.isOpen() ? open : reopen();
    }

    private Calls reopen() throws IOException {
        try {
            boolean waits = lock.isLocked();
            lock.lockInterruptibly();
            try {
                Calls open = calls;
                if (open != null && open.isOpen()) {
                    return open;
                }
                // Whoever waited for an attempt that failed does not make the next one: they would queue up for a
                // member
                // that is gone.
                if (waits && failed) {
                    throw new SocketException(peer + " could not be reached a moment ago");
                }
                failed = true;
                Calls opened = open();
                failed = false;
                return opened;
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while dialing " + peer).initCause(e);
        }
    }

    private Calls open() throws IOException, InterruptedException {
        Calls opened = new Calls(new FrameStream(network.open(peer), pace.get()));
        calls = opened;
        if (closed) {
            opened.close();
            throw new SocketException("this side calls " + peer + " no more");
        }
        return opened;
    }

    /** Cuts the stream for good. Never waits. */
    @Override
    public void close() {
        closed = true;
        Calls open = calls;
        if (open != null) {
            open.close();
        }
    }
}
