package io.beemesh.provider.kubelet.testing;

import io.beemesh.provider.kube.Reviews;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reviews by a table: tokens are users' names, and each may do what it was given. */
public final class FakeReviews implements Reviews {
    private final Map<String, Set<String>> rights = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean down;

    /** Lets a user do to these subresources whatever it likes. */
    public void allow(String user, Set<String> subresources) {
        rights.put(user, subresources);
    }

    /** Whether the API server fails to answer. */
    public void down(boolean fails) {
        down = fails;
    }

    /** What was asked so far, a word each. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Optional<User> bearer(String token) throws IOException {
        answer("token:" + token);
        return rights.containsKey(token)
                ? Optional.of(new User(token, "", List.of("system:authenticated"), Map.of()))
                : Optional.empty();
    }

    @Override
    public boolean allowed(User user, NodeAccess access) throws IOException {
        answer(user.name() + ":" + access.verb() + ":" + access.subresource());
        return rights.getOrDefault(user.name(), Set.of()).contains(access.subresource());
    }

    private void answer(String question) throws IOException {
        asked.add(question);
        if (down) {
            throw new IOException("the API server is down");
        }
    }
}
