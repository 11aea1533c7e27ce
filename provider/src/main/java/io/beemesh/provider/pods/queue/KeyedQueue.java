package io.beemesh.provider.pods.queue;

import io.beemesh.provider.retry.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on keys: each key by one thread at a time, many keys at once, and a key that is added again while it waits is
 * worked on once.
 *
 * <p>Each key in work has a virtual thread of its own, at most {@code workers} of them. A key waits at most once, so
 * the queue is as long as there are keys; the owners of keys bound those.
 */
public final class KeyedQueue<K> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeyedQueue.class);

    private static final int STALE_TIMERS = 1024;

    private final Settings settings;
    private final Work<K> work;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<K> ready = new ArrayDeque<>();
    private final Set<K> queued = new HashSet<>();
    private final Map<K, Thread> working = new HashMap<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private final Map<K, Long> due = new HashMap<>();
    private final PriorityQueue<Timer<K>> timers =
            new PriorityQueue<>((one, other) -> Long.signum(one.nanos - other.nanos));
    private boolean closed;

    /**
     * A queue that works from now on.
     *
     * @param settings its name and bounds
     * @param work what is done with a key; an unexpected failure counts as {@link Next.Retry}
     * @param nanos a clock of nanoseconds that never goes back
     * @param random spreads retries
     */
    public KeyedQueue(Settings settings, Work<K> work, LongSupplier nanos, RandomGenerator random) {
        this.settings = settings;
        this.work = work;
        this.nanos = nanos;
        this.random = random;
        Thread.ofVirtual().name("bm-queue-" + settings.name()).start(this::dispatch);
    }

    /** Has the key worked on soon; once more if it is in work. */
    public void add(K key) {
        lock.lock();
        try {
            due.remove(key);
            if (!closed && queued.add(key)) {
                ready.add(key);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many keys wait to be worked on at once. */
    public int depth() {
        lock.lock();
        try {
            return ready.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the work: interrupts what is in work and waits for it. Idempotent. */
    @Override
    public void close() {
        Set<Thread> left;
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            left = new HashSet<>(working.values());
        } finally {
            lock.unlock();
        }
        left.forEach(Thread::interrupt);
        for (Thread thread : left) {
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void dispatch() {
        lock.lock();
        try {
            while (!closed) {
                ripen();
                if (startOne()) {
                    continue;
                }
                Timer<K> first = timers.peek();
                if (first == null) {
                    changed.await();
                } else {
                    boolean ignored = changed.await(first.nanos - nanos.getAsLong(), TimeUnit.NANOSECONDS);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void ripen() {
        long now = nanos.getAsLong();
        while (!timers.isEmpty() && timers.peek().nanos - now <= 0) {
            Timer<K> timer = timers.remove();
            // A timer that was set anew, or whose key was worked on since, is stale.
            if (due.remove(timer.key, timer.nanos) && queued.add(timer.key)) {
                ready.add(timer.key);
            }
        }
    }

    private boolean startOne() {
        if (working.size() >= settings.workers()) {
            return false;
        }
        for (int left = ready.size(); left > 0; left--) {
            K key = ready.remove();
            if (working.containsKey(key)) {
                ready.add(key);
            } else {
                queued.remove(key);
                working.put(
                        key,
                        Thread.ofVirtual()
                                .name("bm-" + settings.name() + "-" + key)
                                .start(() -> run(key)));
                return true;
            }
        }
        return false;
    }

    private void run(K key) {
        Next next = new Next.Retry();
        try {
            next = work.on(key);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            log.atError()
                    .addKeyValue("queue", settings.name())
                    .addKeyValue("key", key)
                    .setCause(bug)
                    .log("work failed unexpectedly, will be tried again");
        } finally {
            finished(key, next);
        }
    }

    private void finished(K key, Next next) {
        lock.lock();
        try {
            working.remove(key);
            switch (next) {
                case Next.Done ignored -> failures.remove(key);
                case Next.Later later -> {
                    failures.remove(key);
                    wake(key, later.delay());
                }
                case Next.Retry ignored ->
                    wake(key, settings.backoff().after(failures.merge(key, 1, Integer::sum), random));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void wake(K key, Duration delay) {
        if (!queued.contains(key)) {
            Timer<K> timer = new Timer<>(key, nanos.getAsLong() + delay.toNanos());
            due.put(key, timer.nanos);
            timers.add(timer);
            if (timers.size() > 2 * due.size() + STALE_TIMERS) {
                timers.removeIf(old -> !Long.valueOf(old.nanos).equals(due.get(old.key)));
            }
        }
    }

    /** What is done with a key. */
    @FunctionalInterface
    public interface Work<K> {
        /** Works on a key and says when it is to be looked at again. May block. */
        Next on(K key) throws InterruptedException;
    }

    /**
     * Name and bounds.
     *
     * @param name of its threads
     * @param workers keys in work at once
     * @param backoff between failures
     */
    public record Settings(String name, int workers, Backoff backoff) {}

    private record Timer<K>(K key, long nanos) {}
}
