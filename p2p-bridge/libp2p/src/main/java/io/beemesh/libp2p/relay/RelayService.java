package io.beemesh.libp2p.relay;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.relay.Message.Answer;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A host that others are reached through.
 *
 * <p>A reservation ends with its time, or with the peer's last direct connection. Requests that come through another
 * relay are refused. <i>Source:</i> libp2p specs, circuit relay v2.
 */
public final class RelayService {
    /** The protocol's id, for gates. */
    public static final String HOP_ID = "/libp2p/circuit/relay/0.2.0/hop";

    /** How long a peer may take to say what it wants, and the target to agree. */
    private static final Duration PER_CALL = Duration.ofSeconds(10);
    /** Streams of one peer, and of all, that are no circuits. */
    private static final int REQUESTS_PER_PEER = 8;

    private static final int REQUESTS = 1024;

    private final Host host;
    private final KeyPair key;
    private final RelayRules rules;
    private final RelayLimits limits;
    private final Clock clock;
    private final Slots slots;

    private RelayService(Host host, KeyPair key, RelayRules rules, RelayLimits limits, Clock clock) {
        this.host = host;
        this.key = key;
        this.rules = rules;
        this.limits = limits;
        this.clock = clock;
        this.slots = new Slots(limits);
    }

    /**
     * Begins to relay.
     *
     * @param key of the host, which signs vouchers
     * @return closing it ends the service; circuits that are open stay
     */
    public static Host.Registration serve(Host host, KeyPair key, RelayRules rules, RelayLimits limits, Clock clock) {
        RelayService service = new RelayService(host, key, rules, limits, clock);
        Limits.Streams streams =
                new Limits.Streams(limits.circuitsPerPeer() + REQUESTS_PER_PEER, limits.circuits() + REQUESTS);
        Host.Registration events = host.onEvent(service::noteEnd);
        Host.Registration hops = host.serve(Leg.HOP.protocol(), streams, service::hop);
        return () -> {
            hops.close();
            events.close();
        };
    }

    private void noteEnd(Host.Event event) {
        switch (event) {
            case Host.Event.Connected connected -> {}
            case Host.Event.Disconnected(Connection connection, String reason) -> {
                if (direct(connection.remote()).isEmpty()) {
                    slots.forget(connection.remote());
                }
            }
        }
    }

    private Optional<Connection> direct(PeerId peer) {
        return host.connection(peer).filter(connection -> !connection.relayed());
    }

    private void hop(Stream stream) throws IOException, InterruptedException {
        stream.deadline(PER_CALL);
        stream.window(Circuit.WINDOW_BYTES);
        Message request;
        try {
            request = Leg.HOP.read(stream.in());
        } catch (ProtocolException e) {
            answer(stream, Answer.of(Status.MALFORMED_MESSAGE));
            return;
        }
        switch (request) {
            case Message.Reserve reserve -> answer(stream, reserve(stream.connection()));
            case Message.Connect(PeerId target, CircuitLimit limit) -> connect(stream, target);
            case Answer unasked -> answer(stream, Answer.of(Status.UNEXPECTED_MESSAGE));
        }
    }

    private static void answer(Stream stream, Answer answer) throws IOException {
        Leg.HOP.write(stream.out(), answer);
    }

    private Answer reserve(Connection connection) {
        PeerId peer = connection.remote();
        if (connection.relayed() || !rules.mayReserve(peer)) {
            return Answer.of(Status.PERMISSION_DENIED);
        }
        Instant now = clock.instant();
        Instant until = Instant.ofEpochSecond(now.plus(limits.validity()).getEpochSecond());
        if (!slots.reserve(peer, now, until)) {
            return Answer.of(Status.RESERVATION_REFUSED);
        }
        byte[] voucher = new Voucher(host.id(), peer, until).seal(key);
        Message.Reservation reservation = new Message.Reservation(until, host.addresses(), voucher);
        return new Answer(Status.OK, Optional.of(reservation), limits.each());
    }

    private void connect(Stream stream, PeerId target) throws IOException, InterruptedException {
        PeerId from = stream.connection().remote();
        if (stream.connection().relayed() || from.equals(target) || !rules.mayConnect(from, target)) {
            answer(stream, Answer.of(Status.PERMISSION_DENIED));
            return;
        }
        Optional<Connection> onward = direct(target);
        if (onward.isEmpty() || !slots.isReserved(target, clock.instant())) {
            answer(stream, Answer.of(Status.NO_RESERVATION));
            return;
        }
        if (!slots.enter(from, target)) {
            answer(stream, Answer.of(Status.RESOURCE_LIMIT_EXCEEDED));
            return;
        }
        try {
            carry(stream, onward.get());
        } finally {
            slots.leave(from, target);
        }
    }

    private void carry(Stream stream, Connection onward) throws IOException, InterruptedException {
        Optional<Stream> agreed = stop(onward, stream.connection().remote());
        if (agreed.isEmpty()) {
            answer(stream, Answer.of(Status.CONNECTION_FAILED));
            return;
        }
        boolean begun = false;
        try {
            answer(stream, new Answer(Status.OK, Optional.empty(), limits.each()));
            begun = true;
        } finally {
            if (!begun) {
                agreed.get().reset(0);
            }
        }
        stream.deadline(Duration.ZERO);
        agreed.get().deadline(Duration.ZERO);
        new Circuit(stream, agreed.get(), limits.each(), clock).carry();
    }

    /** Asks the target; empty if it does not agree in time. */
    private Optional<Stream> stop(Connection onward, PeerId from) throws InterruptedException {
        Stream stream;
        try {
            stream = onward.open(Leg.STOP.protocol());
        } catch (IOException e) {
            // The target is going away: whoever asked is told that it cannot be reached.
            return Optional.empty();
        }
        try {
            stream.deadline(PER_CALL);
            stream.window(Circuit.WINDOW_BYTES);
            Leg.STOP.write(stream.out(), new Message.Connect(from, limits.each()));
            if (Leg.STOP.readAnswer(stream.in()).status() == Status.OK) {
                return Optional.of(stream);
            }
        } catch (IOException e) {
            // As above: it vanished, is silent or speaks something else.
            stream.reset(0);
            return Optional.empty();
        }
        stream.close();
        return Optional.empty();
    }
}
