package io.beemesh.mesh.attach;

import io.beemesh.mesh.wire.HostMessage;
import io.beemesh.mesh.wire.PodEvent;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.ReportsComplete;
import io.beemesh.mesh.wire.Resources;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to a provider: bounded whatever the provider does.
 *
 * <p>Any thread puts, one takes. Resources go first, then reports in the order of their sequences, the completion once
 * no report waits, then events.
 */
final class Outbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LinkedHashMap<PodKey, PodReport> reports = new LinkedHashMap<>();
    private final Deque<PodEvent> events = new ArrayDeque<>();
    private @Nullable Resources resources;
    private boolean complete;
    private boolean overflowed;
    private long droppedEvents;

    private record PodKey(String cluster, String uid) {}

    void report(PodReport report) {
        PodKey key = new PodKey(report.getClusterId(), report.getUid());
        locked(() -> {
            // Taken out first, so that the newer one goes to the end and sequences leave in order.
            reports.remove(key);
            overflowed |= reports.size() >= HostAttachment.REPORTS_MAX;
            if (!overflowed) {
                reports.put(key, report);
            }
        });
    }

    void event(PodEvent event) {
        locked(() -> {
            if (events.size() >= HostAttachment.EVENTS_MAX) {
                events.removeFirst();
                droppedEvents++;
            }
            events.addLast(event);
        });
    }

    void resources(Resources latest) {
        locked(() -> resources = latest);
    }

    void complete() {
        locked(() -> complete = true);
    }

    long droppedEvents() {
        lock.lock();
        try {
            return droppedEvents;
        } finally {
            lock.unlock();
        }
    }

    /** Whether more pods waited than may wait: what waits is not all there is. */
    boolean overflowed() {
        lock.lock();
        try {
            return overflowed;
        } finally {
            lock.unlock();
        }
    }

    /** The next message, or none if there is none for so long, or after an overflow. */
    Optional<HostMessage> take(long waitNanos) throws InterruptedException {
        long left = waitNanos;
        lock.lockInterruptibly();
        try {
            Optional<HostMessage> next = poll();
            while (next.isEmpty() && !overflowed && left > 0) {
                left = changed.awaitNanos(left);
                next = poll();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private Optional<HostMessage> poll() {
        HostMessage.Builder message = HostMessage.newBuilder();
        if (resources != null) {
            message.setResources(resources);
            resources = null;
        } else if (!reports.isEmpty()) {
            message.setPod(reports.pollFirstEntry().getValue());
        } else if (complete) {
            complete = false;
            message.setComplete(ReportsComplete.getDefaultInstance());
        } else if (!events.isEmpty()) {
            message.setEvent(events.removeFirst());
        } else {
            return Optional.empty();
        }
        return Optional.of(message.build());
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
