package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Gate;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.identify.IdentifyService;
import io.beemesh.libp2p.identify.PeerInfo;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.muxer.yamux.YamuxSession;
import io.beemesh.libp2p.muxer.yamux.YamuxSettings;
import io.beemesh.libp2p.ping.Ping;
import io.beemesh.libp2p.security.Security;
import io.beemesh.libp2p.security.noise.Noise;
import io.beemesh.libp2p.security.noise.NoiseChannel;
import io.beemesh.libp2p.transport.BufferPool;
import io.beemesh.libp2p.transport.Transport;
import io.beemesh.libp2p.transport.tcp.TcpTransport;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Puts a host together. For one thread, for one host. */
public final class HostBuilder {
    private static final short BUFFERS_IDLE_MAX = 64;
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final short CHUNKS_IDLE_MAX = 1024;

    private final KeyPair identity;
    private final List<Multiaddr> listen = new ArrayList<>();
    private final List<Transport> transports = new ArrayList<>();
    private Gate gate = Gate.open();
    private Limits limits = Limits.edge();
    private String agentVersion = "beemesh";
    private BiConsumer<Connection, PeerInfo> pushed = (connection, info) -> {};
    private Duration pingInterval = Duration.ofSeconds(30);
    private Duration pingAnswer = Duration.ofSeconds(10);
    private Timers timers = Timers.system();
    private LongSupplier ticker = System::nanoTime;
    private Clock clock = Clock.systemUTC();

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
     * Told of what connected peers say that changed, on a thread that may block for a short time only; what is empty
     * did not change.
     */
    public HostBuilder onPush(BiConsumer<Connection, PeerInfo> listener) {
        this.pushed = listener;
        return this;
    }

    /**
     * How soon a connection that is dead but not closed is noticed: after both durations at most. The default is 30 s
     * and 10 s.
     *
     * @param interval how often each connection is asked whether its peer is alive; checked once a second
     * @param answer how long the answer may take
     */
    public HostBuilder keepalive(Duration interval, Duration answer) {
        this.pingInterval = interval;
        this.pingAnswer = answer;
        return this;
    }

    /** What runs things later, for tests. The host closes it. */
    HostBuilder timers(Timers timers) {
        this.timers = timers;
        return this;
    }

    /** Nanoseconds that only grow, for tests. */
    HostBuilder ticker(LongSupplier ticker) {
        this.ticker = ticker;
        return this;
    }

    /** Tells when connections were opened; the default is the system's. */
    public HostBuilder clock(Clock clock) {
        this.clock = clock;
        return this;
    }

    /**
     * Listens and begins to serve.
     *
     * @throws IOException if an address cannot be listened on; nothing is left open then
     */
    public Host start() throws IOException {
        if (transports.isEmpty()) {
            transports.add(new TcpTransport());
        }
        BufferPool buffers = new BufferPool(NoiseChannel.BUFFER_BYTES, BUFFERS_IDLE_MAX);
        BufferPool chunks = new BufferPool(CHUNK_BYTES, CHUNKS_IDLE_MAX);
        YamuxSettings yamux = new YamuxSettings(limits, buffers, chunks, pingInterval, pingAnswer, ticker);
        Security security = new Noise(identity, List.of(YamuxSession.ID), buffers);
        HostContext context =
                new HostContext(identity.peerId(), gate, security, yamux, new ServedProtocols(), timers, clock);
        PeerHost host = new PeerHost(context, transports);
        boolean started = false;
        try {
            IdentifyService identify = new IdentifyService(
                    host, new IdentifyService.Self(identity.publicKey(), agentVersion), host::protocols, pushed);
            Ping.serve(host);
            host.onProtocols(identify::changed);
            for (Multiaddr address : listen) {
                host.listen(address);
            }
            started = true;
            return host;
        } finally {
            if (!started) {
                host.close();
            }
        }
    }
}
