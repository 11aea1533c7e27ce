package io.beemesh.provider.kube.client;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An informer that moves with the credential of its user: the next one has listed before the one before it ends, so
 * that nothing is missed in between. Lists and watches again after every fault.
 *
 * @param <T> what it informs of
 */
public final class MovingInformer<T> implements AutoCloseable {
    private final KubeAccess access;
    private final Function<KubernetesClient, SharedIndexInformer<T>> maker;
    private final Consumer<SharedIndexInformer<T>> listed;
    private final ReentrantLock lock = new ReentrantLock();
    private final KubeAccess.Registration moves;
    private Optional<SharedIndexInformer<T>> running = Optional.empty();
    private boolean closed;

    private MovingInformer(
            KubeAccess access,
            Function<KubernetesClient, SharedIndexInformer<T>> maker,
            Consumer<SharedIndexInformer<T>> listed) {
        this.access = access;
        this.maker = maker;
        this.listed = listed;
        this.moves = access.onMove(this::move);
    }

    /**
     * Starts to inform; returns at once, and goes on until closed.
     *
     * @param maker makes an informer with its handlers, not started
     * @param listed is told of each informer once it has a complete list
     */
    public static <T> MovingInformer<T> start(
            KubeAccess access,
            Function<KubernetesClient, SharedIndexInformer<T>> maker,
            Consumer<SharedIndexInformer<T>> listed) {
        MovingInformer<T> moving = new MovingInformer<>(access, maker, listed);
        moving.move();
        return moving;
    }

    private void move() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            SharedIndexInformer<T> next = maker.apply(access.client()).exceptionHandler((started, failure) -> true);
            Optional<SharedIndexInformer<T>> before = running;
            running = Optional.of(next);
            next.start().thenRun(() -> {
                listed.accept(next);
                before.ifPresent(SharedIndexInformer::close);
            });
        } finally {
            lock.unlock();
        }
    }

    /** Ends it. Idempotent. */
    @Override
    public void close() {
        moves.close();
        lock.lock();
        try {
            closed = true;
            running.ifPresent(SharedIndexInformer::close);
        } finally {
            lock.unlock();
        }
    }
}
