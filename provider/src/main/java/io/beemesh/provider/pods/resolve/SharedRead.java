package io.beemesh.provider.pods.resolve;

import io.beemesh.provider.kube.KubeUnavailableException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object once for all who ask at the same time. While one read is under way, those who ask wait for the next:
 * each answer is of a time after it was asked for, however many ask. An object is known here only while it is read.
 *
 * <p>Any thread; blocks.
 */
final class SharedRead<K, T> {
    private final Read<K, T> read;
    private final Map<K, Turn> last = new ConcurrentHashMap<>();

    SharedRead(Read<K, T> read) {
        this.read = read;
    }

    /** What is there under a name. */
    T read(K key) throws KubeUnavailableException {
        return last.compute(key, (same, turn) -> turn == null || turn.begun ? new Turn(same, turn) : turn)
                .answer();
    }

    /** How an object is read. */
    @FunctionalInterface
    interface Read<K, T> {
        T read(K key) throws KubeUnavailableException;
    }

    /** One read, by the first who asks for its answer. */
    private final class Turn {
        private final PendingRead<T> pending;
        private volatile boolean begun;

        Turn(K key, @Nullable Turn before) {
            pending = new PendingRead<>(() -> run(key, before));
        }

        private T run(K key, @Nullable Turn before) throws KubeUnavailableException, InterruptedException {
            try {
                if (before != null) {
                    before.pending.awaitEnd();
                }
                begun = true;
                return read.read(key);
            } finally {
                last.remove(key, this);
            }
        }

        T answer() throws KubeUnavailableException {
            pending.run();
            return pending.await();
        }
    }
}
