package io.beemesh.provider.kubelet.serving;

import java.io.IOException;
import java.util.Optional;

/** The port to where the serving identity outlives a restart. */
public interface ServingStore {

    /**
     * What was saved last; empty if nothing was, or if it cannot be read any more.
     *
     * @throws IOException if the store cannot be reached
     */
    Optional<ServingIdentity> load() throws IOException;

    /**
     * Saves in place of what was there, wholly or not at all.
     *
     * @throws IOException if the store cannot be reached
     */
    void save(ServingIdentity identity) throws IOException;
}
