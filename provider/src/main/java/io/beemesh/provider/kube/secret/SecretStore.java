package io.beemesh.provider.kube.secret;

import io.beemesh.provider.kube.Answer;
import java.util.List;
import java.util.Optional;

/** The Secrets of the provider's own namespace. Each call blocks for one request or two; safe for use by any thread. */
public interface SecretStore {
    /** The Secret of that name. */
    Answer<StoredSecret> read(String name);

    /** Makes a Secret, and the namespace if it is not there; {@link Answer.Conflict} if there is one of that name. */
    Answer<StoredSecret> create(StoredSecret secret);

    /** Writes over the version that was read; {@link Answer.Conflict} if somebody else did meanwhile. */
    Answer<StoredSecret> replace(StoredSecret secret);

    /**
     * Makes a Secret, or writes over the one that there is; if that is so already, nothing is written. Blocks for a
     * request more than each of these.
     *
     * @param change says what it is to be
     * @return as {@link #create} or {@link #replace}; {@link Answer.Missing} if it was deleted meanwhile
     */
    default <E extends Exception> Answer<StoredSecret> put(String name, Change<E> change) throws E {
        return switch (read(name)) {
            case Answer.Done<StoredSecret>(StoredSecret held) -> {
                StoredSecret wanted = change.of(Optional.of(held));
                yield wanted.equals(held) ? new Answer.Done<>(held) : replace(wanted);
            }
            case Answer.Missing<StoredSecret>() -> create(change.of(Optional.empty()));
            case Answer.Conflict<StoredSecret> conflict -> conflict;
            case Answer.Failed<StoredSecret> failed -> failed;
        };
    }

    /**
     * What a Secret is to be.
     *
     * @param <E> what it throws if it cannot say
     */
    @FunctionalInterface
    interface Change<E extends Exception> {
        /** What it is to be, by what is held; of the same name, and of the held one's version if there is one. */
        StoredSecret of(Optional<StoredSecret> held) throws E;
    }

    /** Removes a Secret; the answer is its name. */
    Answer<String> delete(String name);

    /** All Secrets with a label, whatever its value. */
    Answer<List<StoredSecret>> withLabel(String label);
}
