package io.beemesh.mesh.attach;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.HostMessage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The place of one host, which one attachment holds at a time.
 *
 * <p>The listener is told under its lock, which is what puts the calls for one host in order. The newest incarnation is
 * remembered while nobody holds it.
 */
final class HostSlot {
    private final PeerId host;
    private final AttachListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    /** Written under the lock; read without it by whoever answers the host, who must not wait for the listener. */
    private volatile @Nullable ServedAttachment holder;

    private long newestIncarnation = Long.MIN_VALUE;
    private boolean retired;

    HostSlot(PeerId host, AttachListener listener) {
        this.host = host;
        this.listener = listener;
    }

    /** Gives the place to an attachment, unless a newer incarnation had it or it is retired; a holder is detached. */
    boolean take(ServedAttachment next) {
        lock.lock();
        try {
            if (retired || next.host().incarnation() < newestIncarnation) {
                return false;
            }
            ServedAttachment before = holder;
            if (before != null) {
                release(before, "the host attached anew");
                before.cut(before.host().connection() != next.host().connection());
            }
            newestIncarnation = next.host().incarnation();
            holder = next;
            listener.attached(next.host());
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether an incarnation is not older than the newest that was attached. */
    boolean wouldTake(long incarnation) {
        lock.lock();
        try {
            return incarnation >= newestIncarnation;
        } finally {
            lock.unlock();
        }
    }

    /** Tells what the holder said; false if the place is no longer its own. */
    boolean tell(ServedAttachment from, HostMessage message) {
        lock.lock();
        try {
            if (holder != from) {
                return false;
            }
            switch (message.getKindCase()) {
                case RESOURCES -> listener.resources(host, message.getResources());
                case POD -> listener.report(host, message.getPod());
                case EVENT -> listener.event(host, message.getEvent());
                case COMPLETE -> listener.complete(host);
                case HELLO, BEAT, KIND_NOT_SET -> {
                    // Beats are answered where they are read; a kind of a later agent says nothing to this provider.
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the place from an attachment and tells so; does nothing if it is no longer its own. */
    void release(ServedAttachment from, String reason) {
        lock.lock();
        try {
            if (holder == from) {
                holder = null;
                listener.detached(host, reason);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the attachment that holds the place, if one does. */
    void evict(String reason) {
        lock.lock();
        try {
            ServedAttachment current = holder;
            if (current != null) {
                release(current, reason);
                current.cut(false);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the attachment that holds the place now, if one does, with the wish that the host attaches anew. */
    void again(String reason) {
        ServedAttachment current = holder;
        if (current != null) {
            again(current, reason);
        }
    }

    /** The same for one attachment; nothing happens if the place is no longer its own. */
    void again(ServedAttachment from, String reason) {
        lock.lock();
        try {
            if (holder == from) {
                release(from, reason);
                from.again(reason);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the host is attached. */
    boolean isHeld() {
        return holder != null;
    }

    /** Whether the place is an attachment's own. */
    boolean isHeldBy(ServedAttachment attachment) {
        return holder == attachment;
    }

    /** Tells the holder, if there is one, that its reports are done with; never blocks. */
    void ack(long sequence) {
        ServedAttachment current = holder;
        if (current != null) {
            current.ack(sequence);
        }
    }

    /** Ends the attachment that holds the place, and gives it to nobody again. */
    void retire(String reason) {
        lock.lock();
        try {
            retired = true;
            evict(reason);
        } finally {
            lock.unlock();
        }
    }

    /** Gives the place to nobody again if nobody holds it; whether it is so. */
    boolean retireIfFree() {
        lock.lock();
        try {
            retired |= holder == null;
            return retired;
        } finally {
            lock.unlock();
        }
    }
}
