package io.beemesh.libp2p.relay;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.relay.Message.Answer;
import io.beemesh.libp2p.transport.RawConnection;
import io.beemesh.libp2p.transport.Transport;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps a reservation at one relay, and hands on who dials by it. Safe for use by any thread.
 *
 * <p>It asks when there is a connection with the relay, anew after half of the time that was granted, and after a
 * failure a second later, then ever more slowly.
 */
final class CircuitListener implements Transport.Listener {
    private static final Duration PER_CALL = Duration.ofSeconds(10);
    private static final Duration RETRY_MIN = Duration.ofSeconds(1);
    private static final Duration RETRY_MAX = Duration.ofSeconds(30);
    /** The relay's clock and this one may differ, so that what a reservation's end says is not believed too far. */
    private static final Duration RENEW_MIN = Duration.ofSeconds(30);

    private static final Duration RENEW_MAX = Duration.ofMinutes(20);
    /** Circuits that nobody has begun to secure; more are cut. */
    private static final int WAITING_MAX = 16;

    private final Host host;
    private final Multiaddr relay;
    private final PeerId relayId;
    private final Clock clock;
    private final Consumer<CircuitListener> onClose;
    private final Semaphore changed = new Semaphore(0);
    private final BlockingQueue<Optional<CircuitConnection>> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
    private volatile Optional<Multiaddr> reserved = Optional.empty();
    private volatile boolean closed;

    /**
     * One that has not begun.
     *
     * @param relay its address, which ends in its id
     * @param onClose told when it is closed
     */
    CircuitListener(Host host, Multiaddr relay, Clock clock, Consumer<CircuitListener> onClose) {
        this.host = host;
        this.relay = relay;
        this.relayId = relay.peer().orElseThrow();
        this.clock = clock;
        this.onClose = onClose;
    }

    PeerId relayId() {
        return relayId;
    }

    void start() {
        Host.Registration events = host.onEvent(this::note);
        Thread.ofVirtual().name("libp2p-reserve-" + relayId).start(() -> {
            try (events) {
                keep();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void note(Host.Event event) {
        Connection connection =
                switch (event) {
                    case Host.Event.Connected connected -> connected.connection();
                    case Host.Event.Disconnected disconnected -> disconnected.connection();
                };
        if (connection.remote().equals(relayId)) {
            changed.release();
        }
    }

    private void keep() throws InterruptedException {
        Duration retry = RETRY_MIN;
        for (changed.drainPermits(); !closed; changed.drainPermits()) {
            Optional<Duration> granted = renewed();
            Duration pause = granted.orElse(retry);
            boolean woken = changed.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
            boolean anew = woken || granted.isPresent();
            retry = anew ? RETRY_MIN : within(RETRY_MIN, retry.multipliedBy(2), RETRY_MAX);
        }
    }

    /** How long to leave it at that; empty if this host is not to be reached through the relay. */
    private Optional<Duration> renewed() throws InterruptedException {
        try {
            Connection connection = host.connect(relay);
            Duration granted = reserve(connection);
            reserved = Optional.of(connection.remoteAddress().circuit());
            return Optional.of(granted);
        } catch (IOException e) {
            // There is no connection, or the relay refuses: the address is told to nobody until it agrees.
            reserved = Optional.empty();
            return Optional.empty();
        }
    }

    private Duration reserve(Connection connection) throws IOException, InterruptedException {
        try (Stream stream = connection.open(Leg.HOP.protocol())) {
            stream.deadline(PER_CALL);
            Leg.HOP.write(stream.out(), new Message.Reserve());
            Answer answer = Leg.HOP.readAnswer(stream.in());
            Message.Reservation granted = answer.reservation()
                    .filter(any -> answer.status() == Status.OK)
                    .orElseThrow(() -> new ProtocolException("relay " + relayId + " answers " + answer.status()));
            if (granted.voucher().length > 0 && !Voucher.vouches(granted.voucher(), relayId, host.id())) {
                throw new ProtocolException("relay " + relayId + " gave a voucher of somebody or for somebody else");
            }
            return untilRenewal(clock.instant(), granted.expires());
        }
    }

    static Duration untilRenewal(Instant now, Instant expires) {
        return within(RENEW_MIN, Duration.between(now, expires).dividedBy(2), RENEW_MAX);
    }

    private static Duration within(Duration min, Duration value, Duration max) {
        Duration capped = value.compareTo(max) < 0 ? value : max;
        return capped.compareTo(min) < 0 ? min : capped;
    }

    /** Takes a circuit to be secured; one that cannot be taken is closed. */
    void hand(CircuitConnection circuit) {
        if (!waiting.offer(Optional.of(circuit)) || closed) {
            circuit.close();
        }
    }

    @Override
    public Multiaddr address() {
        return reserved.orElseGet(relay::circuit);
    }

    @Override
    public boolean reachable() {
        return reserved.isPresent();
    }

    @Override
    public RawConnection accept() throws IOException {
        try {
            return waiting.take()
                    .orElseThrow(() -> new SocketException("nobody listens at relay " + relayId + " any more"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketException("interrupted while accepting at relay " + relayId, e);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        changed.release();
        for (Optional<CircuitConnection> left = waiting.poll(); left != null; left = waiting.poll()) {
            left.ifPresent(CircuitConnection::close);
        }
        waiting.offer(Optional.empty());
        onClose.accept(this);
    }
}
