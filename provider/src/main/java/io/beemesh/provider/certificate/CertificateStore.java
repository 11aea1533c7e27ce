package io.beemesh.provider.certificate;

import java.io.IOException;
import java.util.Optional;

/** The port to where a credential outlives a restart. */
public interface CertificateStore {

    /**
     * What was saved last; empty if nothing was, or if it cannot be read any more.
     *
     * @throws IOException if the store cannot be reached
     */
    Optional<Credential> load() throws IOException;

    /**
     * Saves in place of what was there, wholly or not at all.
     *
     * @throws IOException if the store cannot be reached
     */
    void save(Credential credential) throws IOException;
}
