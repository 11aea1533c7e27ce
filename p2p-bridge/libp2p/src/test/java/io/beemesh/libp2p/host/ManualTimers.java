package io.beemesh.libp2p.host;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when the test says so. */
final class ManualTimers implements Timers {
    private final AtomicLong nanos = new AtomicLong();
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long sequence;

    private record Task(long atNanos, long sequence, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return atNanos == other.atNanos
                    ? Long.compare(sequence, other.sequence)
                    : Long.compare(atNanos, other.atNanos);
        }
    }

    long nanos() {
        return nanos.get();
    }

    @Override
    public Cancel after(Duration delay, Runnable action) {
        synchronized (tasks) {
            Task task = new Task(nanos.get() + delay.toNanos(), sequence++, action);
            tasks.add(task);
            return () -> remove(task);
        }
    }

    private void remove(Task task) {
        synchronized (tasks) {
            tasks.remove(task);
        }
    }

    /** Runs all that falls due, in order. */
    void pass(Duration time) {
        long end = nanos.get() + time.toNanos();
        for (Task due = next(end); due != null; due = next(end)) {
            nanos.set(due.atNanos);
            due.action.run();
        }
        nanos.set(end);
    }

    private Task next(long endNanos) {
        synchronized (tasks) {
            return tasks.isEmpty() || tasks.peek().atNanos > endNanos ? null : tasks.poll();
        }
    }

    @Override
    public void close() {
        synchronized (tasks) {
            tasks.clear();
        }
    }
}
