package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.DialException;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.ProtocolHandler;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.relay.RelayTransport;
import io.beemesh.libp2p.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The host that {@link HostBuilder} builds. */
final class PeerHost implements Host {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final long FAREWELL_MILLIS = 1000;

    private final HostContext context;
    private final Connections connections;
    private final Dialer dialer;
    private final Acceptor acceptor;
    private final List<Runnable> protocolListeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    PeerHost(HostContext context, List<Transport> transports) {
        this.context = context;
        this.connections = new Connections(context.limits());
        Upgrader upgrader = new Upgrader(context);
        Admission admission = new Admission(context, connections);
        Transports all = new Transports(transports, () -> new RelayTransport(this, context.clock()));
        this.dialer = new Dialer(context, upgrader, admission, all);
        this.acceptor = new Acceptor(context, upgrader, admission, all);
        context.timers().after(TICK, this::tick);
    }

    private void tick() {
        connections.all().forEach(HostConnection::tick);
        context.timers().after(TICK, this::tick);
    }

    /** Tells of each change of what is served. */
    void onProtocols(Runnable listener) {
        protocolListeners.add(listener);
    }

    List<String> protocols() {
        return context.protocols().ids();
    }

    @Override
    public PeerId id() {
        return context.id();
    }

    @Override
    public List<Multiaddr> addresses() {
        return acceptor.addresses().stream()
                .map(address -> address.withPeer(context.id()))
                .toList();
    }

    @Override
    public Registration listen(Multiaddr address) throws IOException {
        Transport.Listener listener = acceptor.listen(address);
        return () -> acceptor.end(listener);
    }

    @Override
    public Connection connect(Multiaddr address) throws DialException, InterruptedException {
        PeerId peer = address.peer()
                .orElseThrow(() -> new DialException(address + " names no peer (expected: .../p2p/12D3...)"));
        Optional<Connection> open = connections.find(peer).filter(found -> address.relayed() || !found.relayed());
        return open.isPresent() ? open.get() : dialer.dial(address, peer);
    }

    @Override
    public Optional<Connection> connection(PeerId peer) {
        return connections.find(peer);
    }

    @Override
    public Collection<Connection> connections() {
        return List.copyOf(connections.all());
    }

    @Override
    public Stream open(PeerId peer, Protocol... inOrderOfPreference) throws IOException, InterruptedException {
        return connections
                .find(peer)
                .orElseThrow(() -> new IOException("there is no connection with " + peer))
                .open(inOrderOfPreference);
    }

    @Override
    public Registration serve(Protocol protocol, Limits.Streams limits, ProtocolHandler handler) {
        ServedProtocols.Served served = context.protocols().add(protocol, limits, handler);
        tellProtocols();
        return () -> {
            context.protocols().remove(served);
            tellProtocols();
        };
    }

    private void tellProtocols() {
        protocolListeners.forEach(Runnable::run);
    }

    @Override
    public Registration onEvent(Consumer<? super Event> listener) {
        return connections.listen(listener);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        acceptor.close();
        List<HostConnection> open = connections.close();
        open.forEach(HostConnection::close);
        awaitAll(open);
        open.forEach(connection -> connection.cut("the host was closed"));
        context.timers().close();
    }

    private static void awaitAll(List<HostConnection> open) {
        CompletableFuture<?>[] ends =
                open.stream().map(each -> each.closed().toCompletableFuture()).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // They are cut next, whatever kept them.
            return;
        }
    }

    @Override
    public String toString() {
        return "host " + context.id();
    }
}
