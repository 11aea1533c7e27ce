package io.beemesh.e2e.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** All that the API server showed of one pod, and what the pod answered. For many threads. */
final class Recording {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Shown> pods = new ArrayList<>();
    private final Map<String, JsonNode> events = new LinkedHashMap<>();
    private final Map<String, String> answers = new TreeMap<>();
    private final List<JsonNode> awaited = new ArrayList<>();
    private Predicate<Recording> awaiting = it -> false;
    private boolean seen;
    private boolean gone;
    private boolean sealed;
    private long endNanos;
    private boolean goneInTime;

    /** A pod as it was shown, and when. */
    record Shown(long atNanos, JsonNode pod) {}

    void pod(JsonNode pod) {
        change(() -> pods.add(new Shown(System.nanoTime(), pod)));
    }

    void event(JsonNode event) {
        change(() -> events.put(event.at("/metadata/name").asText(), event));
    }

    void gone() {
        lock.lock();
        try {
            gone = true;
            goneInTime = !sealed;
            look();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the record: what is shown from now on does not count. */
    void seal() {
        change(() -> {
            sealed = true;
            endNanos = System.nanoTime();
        });
    }

    /** When the record was ended. */
    long endNanos() {
        lock.lock();
        try {
            return endNanos;
        } finally {
            lock.unlock();
        }
    }

    void answer(String question, String answer) {
        change(() -> answers.put(question, answer));
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            if (!sealed) {
                change.run();
            }
            look();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something is seen, if only for a moment; whether it was within the limit. */
    boolean await(Predicate<Recording> what, Duration limit) throws InterruptedException {
        lock.lock();
        try {
            awaiting = what;
            seen = false;
            look();
            long left = limit.toNanos();
            while (!seen && left > 0) {
                left = changed.awaitNanos(left);
            }
            awaiting = it -> false;
            return seen;
        } finally {
            lock.unlock();
        }
    }

    /** Remembers the pod as it was when what is waited for came: the next change may follow at once. */
    private void look() {
        if (!seen && awaiting.test(this)) {
            seen = true;
            mark();
        }
    }

    /** Remembers the pod as it is now. */
    void mark() {
        lock.lock();
        try {
            if (!sealed && !pods.isEmpty()) {
                awaited.add(newest());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The pod that is compared: the last one, unless what was waited for was over by then. */
    JsonNode outcome() {
        lock.lock();
        try {
            return goneInTime || awaited.isEmpty() ? newest() : awaited.getLast();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing has changed for a while, at most for the limit. */
    void awaitQuiet(Duration pause, Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            while (System.nanoTime() < until && changed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                // Something changed: wait anew.
            }
        } finally {
            lock.unlock();
        }
    }

    List<Shown> pods() {
        lock.lock();
        try {
            return List.copyOf(pods);
        } finally {
            lock.unlock();
        }
    }

    List<JsonNode> events() {
        lock.lock();
        try {
            return List.copyOf(events.values());
        } finally {
            lock.unlock();
        }
    }

    Map<String, String> answers() {
        lock.lock();
        try {
            return new TreeMap<>(answers);
        } finally {
            lock.unlock();
        }
    }

    boolean isGone() {
        lock.lock();
        try {
            return gone;
        } finally {
            lock.unlock();
        }
    }

    /** The pod as it was shown last; missing before it was. */
    JsonNode newest() {
        lock.lock();
        try {
            return pods.isEmpty() ? MissingNode.getInstance() : pods.getLast().pod();
        } finally {
            lock.unlock();
        }
    }
}
