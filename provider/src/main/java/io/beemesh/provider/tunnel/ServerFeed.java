package io.beemesh.provider.tunnel;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.function.Consumer;

/** Follows the addresses of the cluster's API servers. */
@FunctionalInterface
public interface ServerFeed {
    /** Starts to tell the listener: all addresses now, and again on each change. Does not wait for them. */
    Following follow(Consumer<Set<InetSocketAddress>> listener);

    /** Ends the following. Idempotent. */
    @FunctionalInterface
    interface Following extends AutoCloseable {
        @Override
        void close();
    }
}
