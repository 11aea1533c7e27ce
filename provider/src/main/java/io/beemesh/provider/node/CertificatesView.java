package io.beemesh.provider.node;

import java.util.Optional;

/** What the node is told of its certificates. */
@FunctionalInterface
public interface CertificatesView {
    /** What keeps the node from one of them now; empty if nothing does. Answers at once. */
    Optional<CertificateFault> fault();
}
