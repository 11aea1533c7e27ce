package io.beemesh.agent.pods;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The virtual thread of one pod: calls {@link PodSync#step} when something happened or time has come.
 *
 * <p>Orders that wait are at most {@value #ORDERS_MAX}; beyond, an old revision is dropped, since only the newest
 * counts.
 */
final class PodWorker implements ContainerStarter.Patience {
    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
    private static final int ORDERS_MAX = 16;
    /** Of more it is not told which they are, but that there is something to see. */
    private static final int STARTED_MAX = 64;

    /** Even if nothing happens, the pod is looked at that often. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(60);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Consumer<PodSync>> orders = new ArrayDeque<>();
    private final Clock clock;
    private @Nullable Thread thread;
    private final Set<String> started = new HashSet<>();
    private boolean woken = true;
    private boolean patient;
    private boolean closed;

    PodWorker(Clock clock) {
        this.clock = clock;
    }

    /** Has the pod looked at again soon. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Has the pod looked at again soon, unless it was seen already that the container runs. */
    void started(String container) {
        lock.lock();
        try {
            woken |= started.size() == STARTED_MAX;
            started.add(container);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Has something done to the pod on its thread; ends a wait for an image or a hook. */
    void order(Consumer<PodSync> order) {
        lock.lock();
        try {
            if (orders.size() == ORDERS_MAX) {
                orders.removeFirst();
            }
            orders.addLast(order);
            disturb();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the worker; the pod's containers are left as they are. */
    void close() {
        lock.lock();
        try {
            closed = true;
            disturb();
        } finally {
            lock.unlock();
        }
    }

    private void disturb() {
        woken = true;
        changed.signalAll();
        if (patient && thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public <T> T await(ContainerStarter.Slow<T> slow) throws InterruptedException {
        lock.lock();
        try {
            if (closed || !orders.isEmpty()) {
                throw new InterruptedException("something more urgent is to be done");
            }
            patient = true;
            thread = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        try {
            return slow.run();
        } finally {
            lock.lock();
            try {
                patient = false;
                Thread.interrupted();
            } finally {
                lock.unlock();
            }
        }
    }

    /** The thread's body: until the pod is gone or the worker closed. */
    void run(PodSync sync) {
        try {
            while (true) {
                Consumer<PodSync> order = next();
                while (order != null) {
                    order.accept(sync);
                    order = next();
                }
                if (isClosed()) {
                    return;
                }
                Instant wakeAt = step(sync);
                if (sync.gone()) {
                    return;
                }
                await(wakeAt, sync);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Instant step(PodSync sync) {
        try {
            return sync.step();
        } catch (InterruptedException somethingMoreUrgent) {
            return Instant.MIN;
        } catch (RuntimeException bug) {
            LOG.atError()
                    .addKeyValue("pod", sync.assignment().pod().meta().fullName())
                    .setCause(bug)
                    .log("pod could not be worked on; it is looked at again in a minute");
            return Instant.MAX;
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Consumer<PodSync> next() {
        lock.lock();
        try {
            woken = false;
            started.clear();
            return orders.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    private void await(Instant wakeAt, PodSync sync) throws InterruptedException {
        lock.lock();
        try {
            Instant latest = clock.instant().plus(LOOK_INTERVAL);
            Instant until = wakeAt.isBefore(latest) ? wakeAt : latest;
            long left = until.isAfter(clock.instant())
                    ? Duration.between(clock.instant(), until).toNanos()
                    : 0;
            while (!woken && !closed && orders.isEmpty() && sync.sawRunning(started) && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
