package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Gate;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Puts a host together. For one thread, for one host. */
public final class HostBuilder {
    private final KeyPair identity;
    private final List<Multiaddr> listen = new ArrayList<>();
    private final List<Transport> transports = new ArrayList<>();
    private Gate gate = Gate.open();
    private Limits limits = Limits.edge();
    private String agentVersion = "beemesh";

    private HostBuilder(KeyPair identity) {
        this.identity = identity;
    }

    /** Begins a host that proves that it holds this key. */
    public static HostBuilder of(KeyPair identity) {
        return new HostBuilder(identity);
    }

    /** Listens on these addresses too; port 0 takes any that is free. A host that only dials needs none. */
    public HostBuilder listen(Multiaddr... addresses) {
        listen.addAll(List.of(addresses));
        return this;
    }

    /** Who may connect; the default lets everybody in. */
    public HostBuilder gate(Gate gate) {
        this.gate = gate;
        return this;
    }

    /** The host's bounds; the default is {@link Limits#edge()}. */
    public HostBuilder limits(Limits limits) {
        this.limits = limits;
        return this;
    }

    /** A way to reach others; plain TCP if none is named. A {@code MemoryNetwork} is one. */
    public HostBuilder transport(Transport transport) {
        transports.add(transport);
        return this;
    }

    /** What identify tells of this program, such as {@code beemesh-agent/0.1.0}. */
    public HostBuilder agentVersion(String text) {
        this.agentVersion = text;
        return this;
    }

    /**
     * Listens and begins to serve.
     *
     * @throws IOException if an address cannot be listened on; nothing is left open then
     */
    @SuppressWarnings("DoNotCallSuggester")
    public Host start() throws IOException {
        throw new IOException("the host of " + identity + " (" + agentVersion + ", " + listen + ", " + transports + ", "
                + gate + ", " + limits + ") cannot start yet");
    }
}
