package io.beemesh.provider.kube.secret.testing;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.secret.SecretStore;
import io.beemesh.provider.kube.secret.StoredSecret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Secrets in memory, with versions as the API server counts them. Any thread. */
public final class FakeSecrets implements SecretStore {
    private final Map<String, StoredSecret> held = new TreeMap<>();
    private long version;
    private int conflicts;
    private Optional<String> failure = Optional.empty();

    /** Answers every request with a failure. */
    public synchronized void fail(String reason) {
        failure = Optional.of(reason);
    }

    /** Has the next writes over a Secret fail as if somebody else had been faster. */
    public synchronized void conflict(int times) {
        conflicts = times;
    }

    /** Puts a Secret there, as somebody else would. */
    public synchronized void put(StoredSecret secret) {
        store(secret);
    }

    /** How many there are. */
    public synchronized int count() {
        return held.size();
    }

    @Override
    public synchronized Answer<StoredSecret> read(String name) {
        if (failure.isPresent()) {
            return new Answer.Failed<>(failure.get(), true);
        }
        StoredSecret secret = held.get(name);
        return secret == null ? new Answer.Missing<>() : new Answer.Done<>(secret);
    }

    @Override
    public synchronized Answer<StoredSecret> create(StoredSecret secret) {
        if (failure.isPresent()) {
            return new Answer.Failed<>(failure.get(), true);
        }
        return held.containsKey(secret.name()) ? new Answer.Conflict<>() : new Answer.Done<>(store(secret));
    }

    @Override
    public synchronized Answer<StoredSecret> replace(StoredSecret secret) {
        if (failure.isPresent()) {
            return new Answer.Failed<>(failure.get(), true);
        }
        StoredSecret current = held.get(secret.name());
        if (current == null) {
            return new Answer.Missing<>();
        }
        if (conflicts > 0) {
            conflicts--;
            return new Answer.Conflict<>();
        }
        return current.version().equals(secret.version()) ? new Answer.Done<>(store(secret)) : new Answer.Conflict<>();
    }

    @Override
    public synchronized Answer<String> delete(String name) {
        return held.remove(name) == null ? new Answer.Missing<>() : new Answer.Done<>(name);
    }

    @Override
    public synchronized Answer<List<StoredSecret>> withLabel(String label) {
        return new Answer.Done<>(held.values().stream()
                .filter(secret -> secret.labels().containsKey(label))
                .toList());
    }

    private StoredSecret store(StoredSecret secret) {
        StoredSecret stored = new StoredSecret(
                secret.name(), secret.type(), secret.labels(), secret.data(), secret.owner(), Long.toString(++version));
        held.put(secret.name(), stored);
        return stored;
    }
}
