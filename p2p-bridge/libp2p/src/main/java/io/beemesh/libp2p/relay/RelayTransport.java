package io.beemesh.libp2p.relay;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.relay.Message.Answer;
import io.beemesh.libp2p.transport.RawConnection;
import io.beemesh.libp2p.transport.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reaches others through a relay, and is reached through one.
 *
 * <p>Dials {@code .../p2p/<relay>/p2p-circuit/p2p/<peer>} and listens on {@code .../p2p/<relay>/p2p-circuit}; the relay
 * is dialed where the address says, or is one that there is a connection with. While it listens, the host serves the
 * stop protocol. Safe for use by any thread. <i>Source:</i> libp2p specs, circuit relay v2.
 */
public final class RelayTransport implements Transport {
    /** The protocol's id, for gates. */
    public static final String STOP_ID = "/libp2p/circuit/relay/0.2.0/stop";

    /** Circuits that end here, of one relay and of all, before the host's limits of connections are looked at. */
    private static final Limits.Streams CIRCUITS = new Limits.Streams(64, 256);
    /** Relays that are listened at. */
    private static final int LISTENERS_MAX = 64;

    private static final Duration PER_CALL = Duration.ofSeconds(10);

    private final Host host;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PeerId, CircuitListener> listeners = new HashMap<>();
    private Host.@Nullable Registration stops;

    /** For a host that is asked for connections with relays. */
    public RelayTransport(Host host, Clock clock) {
        this.host = host;
        this.clock = clock;
    }

    @Override
    public boolean handles(Multiaddr address) {
        return address.relayed();
    }

    @Override
    public RawConnection dial(Multiaddr address, Duration bound) throws IOException {
        PeerId target =
                address.peer().orElseThrow(() -> new ProtocolException(address + " names nobody behind the relay"));
        Stream stream = open(relayOf(address));
        boolean agreed = false;
        try {
            stream.deadline(bound);
            Leg.HOP.write(stream.out(), new Message.Connect(target, CircuitLimit.NONE));
            Answer answer = Leg.HOP.readAnswer(stream.in());
            if (answer.status() != Status.OK) {
                throw new ConnectException("relay " + stream.connection().remote() + " answers " + answer.status());
            }
            stream.deadline(Duration.ZERO);
            agreed = true;
            return new CircuitConnection(stream);
        } finally {
            if (!agreed) {
                stream.reset(0);
            }
        }
    }

    private Stream open(Multiaddr relay) throws IOException {
        try {
            return host.connect(relay).open(Leg.HOP.protocol());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while asking " + relay).initCause(e);
        }
    }

    private static Multiaddr relayOf(Multiaddr address) throws ProtocolException {
        Optional<Multiaddr> relay = address.relay();
        return relay.filter(named -> named.peer().isPresent())
                .orElseThrow(() ->
                        new ProtocolException(address + " names no relay (expected: .../p2p/<relay>/p2p-circuit)"));
    }

    @Override
    public Listener listen(Multiaddr address) throws IOException {
        Multiaddr relay = relayOf(address);
        CircuitListener listener = new CircuitListener(host, relay, clock, this::forget);
        PeerId id = listener.relayId();
        lock.lock();
        try {
            if (listeners.size() >= LISTENERS_MAX || listeners.containsKey(id)) {
                throw new IOException("this host listens at relay " + id + " already, or at " + LISTENERS_MAX
                        + " others, which is the limit");
            }
            listeners.put(id, listener);
            stops = stops == null ? host.serve(Leg.STOP.protocol(), CIRCUITS, this::stop) : stops;
        } finally {
            lock.unlock();
        }
        listener.start();
        return listener;
    }

    private void forget(CircuitListener listener) {
        lock.lock();
        try {
            listeners.remove(listener.relayId(), listener);
            if (listeners.isEmpty() && stops != null) {
                stops.close();
                stops = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable CircuitListener listener(Connection at) {
        lock.lock();
        try {
            return at.relayed() ? null : listeners.get(at.remote());
        } finally {
            lock.unlock();
        }
    }

    /** Serves one circuit until this end of it is closed. */
    private void stop(Stream stream) throws IOException, InterruptedException {
        stream.deadline(PER_CALL);
        Message request;
        try {
            request = Leg.STOP.read(stream.in());
        } catch (ProtocolException e) {
            answer(stream, Status.MALFORMED_MESSAGE);
            return;
        }
        CircuitListener listener = listener(stream.connection());
        Status status =
                switch (request) {
                    case Message.Connect from when listener == null -> Status.PERMISSION_DENIED;
                    case Message.Connect from -> Status.OK;
                    case Message.Reserve reserve -> Status.UNEXPECTED_MESSAGE;
                    case Answer unasked -> Status.UNEXPECTED_MESSAGE;
                };
        answer(stream, status);
        if (status == Status.OK && listener != null) {
            stream.deadline(Duration.ZERO);
            CircuitConnection circuit = new CircuitConnection(stream);
            listener.hand(circuit);
            circuit.awaitClosed();
        }
    }

    private static void answer(Stream stream, Status status) throws IOException {
        Leg.STOP.write(stream.out(), Answer.of(status));
    }
}
