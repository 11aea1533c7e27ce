package io.beemesh.provider.resource;

import io.beemesh.libp2p.identity.PeerId;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Hosts that wait to be looked at, each at most once: never more than there are hosts. Any thread. */
final class ChangedHosts {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Set<PeerId> waiting = new LinkedHashSet<>();

    /** Returns at once. */
    void add(PeerId host) {
        lock.lock();
        try {
            waiting.add(host);
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The host that waits for longest; blocks until there is one. */
    PeerId take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty()) {
                added.await();
            }
            PeerId first = waiting.iterator().next();
            waiting.remove(first);
            return first;
        } finally {
            lock.unlock();
        }
    }
}
