package io.beemesh.agent.podman.testing;

import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.podman.PodmanEvent;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Tells one listener, in order, on a thread of its own. */
final class FakeSubscription implements Podman.Subscription {

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("fake-podman-events").factory());
    private final ReentrantLock telling = new ReentrantLock();
    private final Consumer<PodmanEvent> listener;
    private final Consumer<FakeSubscription> onClose;
    private boolean closed;

    FakeSubscription(Consumer<PodmanEvent> listener, Consumer<FakeSubscription> onClose) {
        this.listener = listener;
        this.onClose = onClose;
    }

    void offer(PodmanEvent event) {
        try {
            thread.execute(() -> tell(event));
        } catch (RejectedExecutionException e) {
            // Closed: nobody listens any more.
            onClose.accept(this);
        }
    }

    private void tell(PodmanEvent event) {
        telling.lock();
        try {
            if (!closed) {
                listener.accept(event);
            }
        } finally {
            telling.unlock();
        }
    }

    @Override
    public void close() {
        telling.lock();
        try {
            closed = true;
        } finally {
            telling.unlock();
        }
        onClose.accept(this);
        thread.shutdown();
    }
}
