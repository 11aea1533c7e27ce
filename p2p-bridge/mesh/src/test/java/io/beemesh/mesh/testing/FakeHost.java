package io.beemesh.mesh.testing;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.DialException;
import io.beemesh.libp2p.Gate;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.ProtocolHandler;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A libp2p host in memory: its peers are other fake hosts, its streams are pipes of a small window. */
public final class FakeHost implements Host {
    private static final int WINDOW_BYTES = 256 * 1024;

    private final KeyPair key;
    private final Gate gate;
    private final Clock clock;
    private final Map<Protocol, ProtocolHandler> handlers = new ConcurrentHashMap<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final List<Consumer<? super Event>> listeners = new CopyOnWriteArrayList<>();

    /** A host that nobody is connected to. */
    public FakeHost(KeyPair key, Gate gate, Clock clock) {
        this.key = key;
        this.gate = gate;
        this.clock = clock;
    }

    /** A new connection, in which this host is the dialer. */
    public Connection dial(FakeHost listener) throws DialException {
        if (!gate.secured(listener.id(), false) || !listener.gate.secured(id(), true)) {
            throw new DialException("a gate refused " + id() + " -> " + listener.id());
        }
        FakeConnection outbound = FakeConnection.between(this, listener);
        listener.connected(outbound.otherEnd());
        connected(outbound);
        return outbound;
    }

    Clock clock() {
        return clock;
    }

    int windowBytes() {
        return WINDOW_BYTES;
    }

    boolean speaks(PeerId peer, Protocol protocol) {
        return handlers.containsKey(protocol) && gate.stream(peer, protocol);
    }

    void handle(Protocol protocol, Stream stream) {
        ProtocolHandler handler = handlers.get(protocol);
        Thread.ofVirtual().name("fake-" + protocol.id()).start(() -> {
            try {
                handler.handle(stream);
                stream.close();
            } catch (Exception e) {
                stream.reset(0);
            }
        });
    }

    private void connected(Connection connection) {
        connections.add(connection);
        listeners.forEach(listener -> listener.accept(new Event.Connected(connection)));
    }

    void disconnected(Connection connection, String reason) {
        connections.remove(connection);
        listeners.forEach(listener -> listener.accept(new Event.Disconnected(connection, reason)));
    }

    @Override
    public PeerId id() {
        return key.peerId();
    }

    @Override
    public List<Multiaddr> addresses() {
        return List.of();
    }

    @Override
    public Registration listen(Multiaddr address) throws IOException {
        throw new IOException("a fake host has no addresses; others use dial(FakeHost)");
    }

    @Override
    public Connection connect(Multiaddr address) throws DialException {
        throw new DialException("a fake host has no addresses; use dial(FakeHost)");
    }

    @Override
    public Optional<Connection> connection(PeerId peer) {
        return connections.stream().filter(c -> c.remote().equals(peer)).findFirst();
    }

    @Override
    public Collection<Connection> connections() {
        return List.copyOf(connections);
    }

    @Override
    public Stream open(PeerId peer, Protocol... inOrderOfPreference) throws IOException, InterruptedException {
        return connection(peer)
                .orElseThrow(() -> new IOException("no connection to " + peer))
                .open(inOrderOfPreference);
    }

    @Override
    public Registration serve(Protocol protocol, Limits.Streams limits, ProtocolHandler handler) {
        handlers.put(protocol, handler);
        return () -> handlers.remove(protocol);
    }

    @Override
    public Registration onEvent(Consumer<? super Event> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        connections().forEach(Connection::close);
    }
}
