package io.beemesh.provider.pods;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The pods that no host fits, to be looked at when hosts change. As many as the node has pods at most. */
final class Waiting {
    private final Set<String> uids = ConcurrentHashMap.newKeySet();

    void add(String uid) {
        uids.add(uid);
    }

    void remove(String uid) {
        uids.remove(uid);
    }

    void each(Consumer<String> action) {
        uids.forEach(action);
    }
}
