package io.beemesh.provider.kube.secret;

import io.beemesh.provider.kube.Answer;
import java.util.List;

/** The Secrets of the provider's own namespace. Each call blocks for one request or two; safe for use by any thread. */
public interface SecretStore {
    /** The Secret of that name. */
    Answer<StoredSecret> read(String name);

    /** Makes a Secret, and the namespace if it is not there; {@link Answer.Conflict} if there is one of that name. */
    Answer<StoredSecret> create(StoredSecret secret);

    /** Writes over the version that was read; {@link Answer.Conflict} if somebody else did meanwhile. */
    Answer<StoredSecret> replace(StoredSecret secret);

    /** Removes a Secret; the answer is its name. */
    Answer<String> delete(String name);

    /** All Secrets with a label, whatever its value. */
    Answer<List<StoredSecret>> withLabel(String label);
}
