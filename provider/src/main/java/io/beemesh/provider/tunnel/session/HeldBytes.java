package io.beemesh.provider.tunnel.session;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all connections of a session hold for the kubelet, up to a bound. Any thread, never waits. */
final class HeldBytes {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    HeldBytes(long most) {
        this.most = most;
    }

    /** Whether that many more may be held; if so, they are counted. */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) <= most) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }

    long now() {
        return held.get();
    }
}
