package io.beemesh.agent.pods.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.PodReports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Keeps what pods report, and lets a test wait for it. Thread-safe. */
public final class RecordedReports implements PodReports {
    private static final long WAIT_SECONDS_MAX = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<JsonNode> statuses = new ArrayList<>();
    private final List<PodEventNote> events = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();

    @Override
    public void status(Assignment pod, byte[] statusJson) {
        try {
            JsonNode status = new ObjectMapper().readTree(statusJson);
            change(() -> statuses.add(status));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void event(Assignment pod, PodEventNote note) {
        change(() -> events.add(note));
    }

    @Override
    public void gone(Assignment pod) {
        change(() -> gone.add(pod.key().uid()));
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The first status, of those that come and those that came, that is as wanted. */
    public JsonNode awaitStatus(Predicate<JsonNode> wanted) throws InterruptedException {
        return await(() -> statuses.stream().filter(wanted).findFirst());
    }

    /** Waits until a pod is gone. */
    public void awaitGone(String uid) throws InterruptedException {
        await(() -> gone.stream().filter(uid::equals).findFirst());
    }

    /** Waits for an event. */
    public PodEventNote awaitEvent(String reason) throws InterruptedException {
        return await(
                () -> events.stream().filter(e -> e.reason().equals(reason)).findFirst());
    }

    private interface Look<T> {
        Optional<T> look();
    }

    private <T> T await(Look<T> look) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
        lock.lock();
        try {
            Optional<T> found = look.look();
            while (found.isEmpty()) {
                if (left <= 0) {
                    throw new AssertionError("not seen in time; last status: "
                            + (statuses.isEmpty() ? "none" : statuses.getLast()) + "; events: " + events);
                }
                left = changed.awaitNanos(left);
                found = look.look();
            }
            return found.get();
        } finally {
            lock.unlock();
        }
    }

    /** The events so far, as {@code reason: message}. */
    public List<String> events() {
        lock.lock();
        try {
            return events.stream().map(e -> e.reason() + ": " + e.message()).toList();
        } finally {
            lock.unlock();
        }
    }

    /** The last status. */
    public JsonNode last() {
        lock.lock();
        try {
            return statuses.getLast();
        } finally {
            lock.unlock();
        }
    }

    /** How many statuses came. */
    public int count() {
        lock.lock();
        try {
            return statuses.size();
        } finally {
            lock.unlock();
        }
    }
}
