package io.beemesh.provider.tunnel;

import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;

/** Opens sessions. */
@FunctionalInterface
public interface TunnelDialer {
    /** Dials one server. Blocks for 20 s at most; any thread. */
    Attempt dial(InetSocketAddress server, SSLContext identity) throws InterruptedException;
}
