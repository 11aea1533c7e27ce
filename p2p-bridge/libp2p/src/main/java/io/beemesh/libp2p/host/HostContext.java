package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Gate;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.muxer.yamux.YamuxSettings;
import io.beemesh.libp2p.security.Security;
import java.time.Clock;

/**
 * What a host's parts share.
 *
 * @param id who the host is
 * @param gate who may connect
 * @param security how connections are secured
 * @param yamux limits and buffers
 * @param protocols what is served
 * @param timers run things later
 * @param clock tells when connections were opened
 */
record HostContext(
        PeerId id,
        Gate gate,
        Security security,
        YamuxSettings yamux,
        ServedProtocols protocols,
        Timers timers,
        Clock clock) {
    Limits limits() {
        return yamux.limits();
    }
}
