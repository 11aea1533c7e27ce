package io.beemesh.libp2p.muxer.yamux;

import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.StreamResetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a session. Safe for use by any thread, though one at a time reads and one writes.
 *
 * <p>The lock is never held while the outbox is called, except by the outbox's own callers of {@link #failIfReset},
 * which takes none.
 */
public final class YamuxStream {
    /** How long a peer may go on with a stream that this side closed. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    private final YamuxSession session;
    private final int id;
    private final AtomicInteger opening;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition readable = lock.newCondition();
    private final Condition writable = lock.newCondition();
    private final ReceiveWindow received;
    private volatile Duration deadline = Duration.ZERO;
    private volatile @Nullable StreamEnd end;
    private long sendWindow = Limits.WINDOW_MIN;
    private boolean finSent;
    private boolean finReceived;
    private boolean readingStopped;
    private boolean acknowledged;

    YamuxStream(YamuxSession session, int id, boolean inbound) {
        this.session = session;
        this.id = id;
        this.opening = new AtomicInteger(inbound ? Frame.ACK : Frame.SYN);
        this.acknowledged = inbound;
        this.received = new ReceiveWindow(session.settings());
    }

    int id() {
        return id;
    }

    /** Bytes from the peer. */
    public InputStream in() {
        return new YamuxInput(this);
    }

    /** Bytes to the peer. */
    public OutputStream out() {
        return new YamuxOutput(this);
    }

    /** Bounds each blocking read and write; zero waits for ever. */
    public void deadline(Duration perCall) {
        deadline = perCall;
    }

    /** The bound of each blocking read and write. */
    public Duration deadline() {
        return deadline;
    }

    /** Bounds what the peer may have sent and nobody read, from here on. */
    public void window(int bytes) {
        lock.lock();
        try {
            received.bound(bytes);
        } finally {
            lock.unlock();
        }
    }

    int available() {
        lock.lock();
        try {
            return end == null ? received.size() : 0;
        } finally {
            lock.unlock();
        }
    }

    int read(byte[] target, int offset, int length) throws IOException {
        int count;
        int credit;
        lock.lock();
        try {
            awaitReadable();
            count = received.size() == 0 ? -1 : received.take(target, offset, length);
            credit = finReceived || end != null ? 0 : received.credit(session.rttNanos());
        } finally {
            lock.unlock();
        }
        if (credit > 0) {
            session.control(new Frame(Frame.WINDOW, takeOpening(), id, credit));
        }
        return count;
    }

    private void awaitReadable() throws IOException {
        CallDeadline patience = null;
        while (received.size() == 0 && !finReceived && !readingStopped && end == null) {
            patience = patience == null ? new CallDeadline(deadline) : patience;
            patience.await(readable, "bytes from the peer on stream " + id);
        }
        if (received.size() == 0 && !finReceived) {
            failIfReset();
        }
    }

    void write(byte[] source, int offset, int length) throws IOException {
        CallDeadline patience = new CallDeadline(deadline);
        for (int done = 0; done < length; ) {
            int part = reserve(length - done, patience);
            Outbox.Data data = new Outbox.Data(source, offset + done, part);
            try {
                session.outbox().data(this, data, patience);
            } finally {
                widen(data.unqueued());
            }
            done += part;
        }
    }

    private int reserve(int wanted, CallDeadline patience) throws IOException {
        lock.lock();
        try {
            while (sendWindow == 0 && end == null && !finSent) {
                patience.await(writable, "the peer to read from stream " + id);
            }
            failIfReset();
            if (finSent) {
                throw new SocketException("the write side of stream " + id + " is closed");
            }
            int part = (int) Math.min(wanted, sendWindow);
            sendWindow -= part;
            return part;
        } finally {
            lock.unlock();
        }
    }

    private void widen(long bytes) {
        if (bytes > 0) {
            lock.lock();
            try {
                sendWindow += bytes;
                writable.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Tells the peer that nothing follows. Idempotent. */
    public void closeWrite() throws IOException {
        boolean first;
        lock.lock();
        try {
            failIfReset();
            first = !finSent;
            finSent = true;
            writable.signalAll();
        } finally {
            lock.unlock();
        }
        if (first) {
            session.ordered(this, Frame.FIN, 0);
            session.forgetIfDone(this);
        }
    }

    /** Ends both directions; what was not read is dropped. Idempotent. */
    public void reset(int code) {
        boolean told = done();
        if (fail(new StreamEnd.ResetByThisSide(code)) && !told) {
            session.ordered(this, Frame.RST, code);
        }
    }

    /** Closes the write side and drops what still arrives, for a while. Idempotent. */
    public void close() {
        boolean finNow;
        lock.lock();
        try {
            finNow = !finSent && end == null;
            finSent = true;
            readingStopped = true;
            received.close();
            readable.signalAll();
            writable.signalAll();
        } finally {
            lock.unlock();
        }
        if (finNow) {
            session.ordered(this, Frame.FIN, 0);
        }
        session.forgetIfDone(this);
    }

    /** Resets a stream that this side closed and whose peer goes on. */
    void sweep() {
        boolean forgotten;
        lock.lock();
        try {
            forgotten = readingStopped && received.closedForNanos() > LINGER.toNanos();
        } finally {
            lock.unlock();
        }
        if (forgotten) {
            reset(0);
        }
    }

    // ---- called by the session's reader, which must not wait

    /** Whether the peer may send that much; it is counted as sent. */
    boolean admits(long length) {
        lock.lock();
        try {
            return received.admit(length);
        } finally {
            lock.unlock();
        }
    }

    /** Takes bytes that were admitted; returns the credit to give at once, for bytes that nobody will read. */
    int arrived(byte[] source, int offset, int length) {
        lock.lock();
        try {
            if (end != null || finReceived) {
                return 0;
            }
            if (readingStopped) {
                return received.discard(length);
            }
            received.append(source, offset, length);
            readable.signal();
            return 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether more was dropped, after this side stopped reading, than a peer is likely to have had on its way. */
    boolean floods() {
        lock.lock();
        try {
            return received.floods();
        } finally {
            lock.unlock();
        }
    }

    void credited(long bytes) {
        widen(bytes);
    }

    /** True the first time. */
    boolean acknowledge() {
        lock.lock();
        try {
            boolean first = !acknowledged;
            acknowledged = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    void finished() {
        lock.lock();
        try {
            finReceived = true;
            readable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it; what had arrived before is dropped if it was reset. True the first time. */
    boolean fail(StreamEnd why) {
        lock.lock();
        try {
            if (end != null) {
                return false;
            }
            end = why;
            if (!(why instanceof StreamEnd.ConnectionLost)) {
                received.drop();
                finReceived = false;
            }
            readable.signalAll();
            writable.signalAll();
        } finally {
            lock.unlock();
        }
        session.forget(this);
        return true;
    }

    // ---- called by the outbox under its own lock

    int takeOpening() {
        return opening.getAndSet(0);
    }

    boolean unopened() {
        return opening.get() == Frame.SYN;
    }

    void failIfReset() throws IOException {
        switch (end) {
            case null -> {}
            case StreamEnd.ResetByPeer(int code) ->
                throw new StreamResetException("stream " + id + " was reset by the peer with code " + code, code);
            case StreamEnd.ResetByThisSide(int code) ->
                throw new StreamResetException("stream " + id + " was reset by this side with code " + code, code);
            case StreamEnd.ConnectionLost(String reason) -> throw new SocketException(reason);
        }
    }

    /** Whether both sides have said that nothing follows. */
    boolean done() {
        lock.lock();
        try {
            return finSent && finReceived;
        } finally {
            lock.unlock();
        }
    }
}
