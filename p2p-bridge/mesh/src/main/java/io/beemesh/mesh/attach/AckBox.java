package io.beemesh.mesh.attach;

import io.beemesh.mesh.wire.Again;
import io.beemesh.mesh.wire.BeatAck;
import io.beemesh.mesh.wire.ProviderMessage;
import io.beemesh.mesh.wire.ReportAck;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to a host: never more than the latest acknowledgement of each kind, where zero means none, and
 * the word that ends the attachment, which goes first.
 */
final class AckBox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long beat;
    private long sequence;
    private @Nullable String again;
    private boolean ended;

    void beat(long number) {
        lock.lock();
        try {
            beat = Math.max(beat, number);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void report(long upTo) {
        lock.lock();
        try {
            sequence = Math.max(sequence, upTo);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The host is to attach anew. */
    void again(String reason) {
        lock.lock();
        try {
            again = reason;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The host is not heard any more: what waits is dropped, but for the word that ends the attachment. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next one; waits for it. Empty when there is none to come. */
    Optional<ProviderMessage> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (beat == 0 && sequence == 0 && again == null && !ended) {
                changed.await();
            }
            return ended && again == null ? Optional.empty() : Optional.of(poll());
        } finally {
            lock.unlock();
        }
    }

    private ProviderMessage poll() {
        ProviderMessage.Builder message = ProviderMessage.newBuilder();
        if (again != null) {
            message.setAgain(Again.newBuilder().setReason(again));
            again = null;
        } else if (beat != 0) {
            message.setBeatAck(BeatAck.newBuilder().setNumber(beat));
            beat = 0;
        } else {
            message.setReportAck(ReportAck.newBuilder().setSequence(sequence));
            sequence = 0;
        }
        return message.build();
    }
}
