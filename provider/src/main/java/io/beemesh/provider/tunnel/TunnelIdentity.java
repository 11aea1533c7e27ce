package io.beemesh.provider.tunnel;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Who opens the tunnel. */
@FunctionalInterface
public interface TunnelIdentity {
    /**
     * TLS that shows the certificate of the node ({@code O=system:nodes, CN=system:node:<name>}) and trusts the
     * cluster's API servers; empty while there is none. Asked before every attempt, so that a renewed one is used from
     * the next session on. Any thread, never waits for long.
     */
    Optional<SSLContext> current();
}
