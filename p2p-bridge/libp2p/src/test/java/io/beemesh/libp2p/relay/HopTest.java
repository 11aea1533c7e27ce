package io.beemesh.libp2p.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.ProtocolHandler;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.StreamResetException;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a relay answers and carries, asked message by message. */
class HopTest extends RelayFixture {
    private static Stream ask(Connection relay, Message message) throws Exception {
        Stream stream = relay.open(Leg.HOP.protocol());
        stream.deadline(Duration.ofSeconds(10));
        Leg.HOP.write(stream.out(), message);
        return stream;
    }

    private static Message.Answer answer(Connection relay, Message message) throws Exception {
        try (Stream stream = ask(relay, message)) {
            return Leg.HOP.readAnswer(stream.in());
        }
    }

    private static Message.Connect to(Host target) {
        return new Message.Connect(target.id(), CircuitLimit.NONE);
    }

    private Connection dial(Host relay) throws Exception {
        return start(builder()).connect(at(relay));
    }

    /** A host with a reservation that does this with each circuit. */
    private Host target(Host relay, ProtocolHandler handler) throws Exception {
        Host target = start(builder());
        target.serve(Leg.STOP.protocol(), MANY, stream -> {
            assertThat(Leg.STOP.read(stream.in())).isInstanceOf(Message.Connect.class);
            Leg.STOP.write(stream.out(), Message.Answer.of(Status.OK));
            handler.handle(stream);
        });
        assertThat(answer(target.connect(at(relay)), new Message.Reserve()).status())
                .isEqualTo(Status.OK);
        return target;
    }

    private static Stream circuit(Connection relay, Host target) throws Exception {
        Stream stream = ask(relay, to(target));
        assertThat(Leg.HOP.readAnswer(stream.in()).status()).isEqualTo(Status.OK);
        return stream;
    }

    @Test
    void grantsAReservationAndVouchesForIt() throws Exception {
        Host relay = relay();
        Host peer = start(builder());

        Message.Answer answer = answer(peer.connect(at(relay)), new Message.Reserve());

        assertThat(answer.status()).isEqualTo(Status.OK);
        assertThat(answer.limit()).isEqualTo(CircuitLimit.NONE);
        Message.Reservation granted = answer.reservation().orElseThrow();
        assertThat(granted.expires()).isEqualTo(relayClock.instant().plus(Duration.ofHours(1)));
        assertThat(Voucher.vouches(granted.voucher(), relay.id(), peer.id())).isTrue();
        assertThat(Voucher.vouches(granted.voucher(), peer.id(), peer.id())).isFalse();
    }

    @Test
    void refusesWhomTheRulesRefuse() throws Exception {
        KeyPair friend = KeyPair.generate();
        Host relay = relay(
                new RelayRules() {
                    @Override
                    public boolean mayReserve(PeerId peer) {
                        return peer.equals(friend.peerId());
                    }

                    @Override
                    public boolean mayConnect(PeerId from, PeerId to) {
                        return from.equals(friend.peerId());
                    }
                },
                ROOMY);
        Connection stranger = dial(relay);

        assertThat(answer(stranger, new Message.Reserve()).status()).isEqualTo(Status.PERMISSION_DENIED);
        assertThat(answer(stranger, to(relay)).status()).isEqualTo(Status.PERMISSION_DENIED);
    }

    @Test
    void refusesACircuitToWhomeverHasNoReservation() throws Exception {
        Host relay = relay();
        Host target = start(builder());
        Connection asking = dial(relay);

        assertThat(answer(asking, to(target)).status()).isEqualTo(Status.NO_RESERVATION);
        assertThat(target.connect(at(relay)).isOpen()).isTrue();
        assertThat(answer(asking, to(target)).status()).isEqualTo(Status.NO_RESERVATION);
    }

    @Test
    void forgetsAReservationThatWasNotRenewed() throws Exception {
        Host relay = relay();
        Host target = target(relay, stream -> {});
        Connection asking = dial(relay);
        circuit(asking, target).close();

        relayClock.advance(Duration.ofHours(1));

        assertThat(answer(asking, to(target)).status()).isEqualTo(Status.NO_RESERVATION);
    }

    @Test
    void boundsReservationsAndMakesRoomForNewOnes() throws Exception {
        Host relay = relay(ANYBODY, new RelayLimits(1, 1, 1, Duration.ofHours(1), CircuitLimit.NONE));
        Connection first = dial(relay);
        Connection second = dial(relay);
        assertThat(answer(first, new Message.Reserve()).status()).isEqualTo(Status.OK);

        assertThat(answer(second, new Message.Reserve()).status()).isEqualTo(Status.RESERVATION_REFUSED);
        assertThat(answer(first, new Message.Reserve()).status()).isEqualTo(Status.OK);
        relayClock.advance(Duration.ofHours(1));
        assertThat(answer(second, new Message.Reserve()).status()).isEqualTo(Status.OK);
    }

    @Test
    void boundsTheCircuitsOfAPeerAndOfAll() throws Exception {
        Host relay = relay(ANYBODY, new RelayLimits(10, 2, 1, Duration.ofHours(1), CircuitLimit.NONE));
        CountDownLatch hold = new CountDownLatch(1);
        Host one = target(relay, stream -> hold.await());
        Host two = target(relay, stream -> hold.await());
        Host three = target(relay, stream -> hold.await());
        Connection first = dial(relay);
        Connection second = dial(relay);

        assertThat(circuit(first, one)).isNotNull();
        assertThat(answer(first, to(two)).status()).isEqualTo(Status.RESOURCE_LIMIT_EXCEEDED);
        assertThat(answer(second, to(one)).status()).isEqualTo(Status.RESOURCE_LIMIT_EXCEEDED);
        assertThat(circuit(second, two)).isNotNull();
        assertThat(answer(dial(relay), to(three)).status()).isEqualTo(Status.RESOURCE_LIMIT_EXCEEDED);
        hold.countDown();
    }

    @Test
    void saysThatATargetDoesNotAgree() throws Exception {
        Host relay = relay();
        Host silent = start(builder());
        assertThat(answer(silent.connect(at(relay)), new Message.Reserve()).status())
                .isEqualTo(Status.OK);
        Host unwilling = start(builder());
        unwilling.serve(
                Leg.STOP.protocol(),
                MANY,
                stream -> Leg.STOP.write(stream.out(), Message.Answer.of(Status.PERMISSION_DENIED)));
        assertThat(answer(unwilling.connect(at(relay)), new Message.Reserve()).status())
                .isEqualTo(Status.OK);
        Connection asking = dial(relay);

        assertThat(answer(asking, to(silent)).status()).isEqualTo(Status.CONNECTION_FAILED);
        assertThat(answer(asking, to(unwilling)).status()).isEqualTo(Status.CONNECTION_FAILED);
    }

    @Test
    void refusesWhatComesThroughAnotherRelay() throws Exception {
        Host outer = relay();
        Host inner = relay();
        reserve(inner, outer);
        Connection relayed = start(builder()).connect(behind(outer, inner));

        assertThat(answer(relayed, new Message.Reserve()).status()).isEqualTo(Status.PERMISSION_DENIED);
        assertThat(answer(relayed, to(outer)).status()).isEqualTo(Status.PERMISSION_DENIED);
    }

    @Test
    void answersWhatItCannotRead() throws Exception {
        Connection relay = dial(relay());

        try (Stream stream = relay.open(Leg.HOP.protocol())) {
            stream.out().write(new byte[] {2, 8, 9});
            assertThat(Leg.HOP.readAnswer(stream.in()).status()).isEqualTo(Status.MALFORMED_MESSAGE);
        }
        try (Stream stream = relay.open(Leg.HOP.protocol())) {
            stream.out().write(new byte[] {(byte) 0xff, (byte) 0xff, 3});
            assertThat(Leg.HOP.readAnswer(stream.in()).status()).isEqualTo(Status.MALFORMED_MESSAGE);
        }
        assertThat(answer(relay, Message.Answer.of(Status.OK)).status()).isEqualTo(Status.UNEXPECTED_MESSAGE);
    }

    @Test
    void acceptsNoCircuitOfARelayThatItDoesNotListenAt() throws Exception {
        Host relay = relay();
        Host target = start(builder());
        reserve(target, relay);
        Host other = start(builder().listen(Multiaddr.parse("/memory/0")));
        echoes(target.connect(at(other)));

        try (Stream stream = other.open(target.id(), Leg.STOP.protocol())) {
            Leg.STOP.write(stream.out(), to(other));
            assertThat(Leg.STOP.readAnswer(stream.in()).status()).isEqualTo(Status.PERMISSION_DENIED);
        }
        try (Stream stream = relay.open(target.id(), Leg.STOP.protocol())) {
            stream.out().write(new byte[] {2, 8, 9});
            assertThat(Leg.STOP.readAnswer(stream.in()).status()).isEqualTo(Status.MALFORMED_MESSAGE);
        }
    }

    @Test
    void carriesTheEndOfOneSideWhileTheOtherGoesOn() throws Exception {
        Host relay = relay();
        Host target = target(relay, stream -> {
            int asked = stream.in().readAllBytes().length;
            stream.out().write(new byte[2 * asked]);
        });

        Stream stream = circuit(dial(relay), target);
        stream.out().write(new byte[100_000]);
        stream.closeWrite();

        assertThat(stream.in().readAllBytes()).hasSize(200_000);
    }

    @Test
    void tellsOneSideThatTheOtherWasCut() throws Exception {
        Host relay = relay();
        Host target = target(relay, stream -> {
            stream.in().read();
            throw new IOException("broken on purpose");
        });

        Stream stream = circuit(dial(relay), target);
        stream.out().write(1);

        assertThatThrownBy(() -> stream.in().readAllBytes()).isInstanceOf(StreamResetException.class);
    }

    @Test
    void holdsNoMoreThanItSaysForASlowReader() throws Exception {
        long fast = 16L << 20;
        CountDownLatch stop = new CountDownLatch(1);
        Host relay = relay();
        Host target = target(relay, stream -> {
            stream.window(Circuit.WINDOW_BYTES);
            stream.in().skipNBytes(fast);
            stop.await();
        });
        Stream stream = circuit(dial(relay), target);
        byte[] block = new byte[16 * 1024];
        for (long sent = 0; sent < fast; sent += block.length) {
            stream.out().write(block);
        }

        stream.deadline(Duration.ofMillis(300));
        long held = 0;
        try {
            while (held < fast) {
                stream.out().write(block);
                held += block.length;
            }
        } catch (SocketTimeoutException e) {
            // What is on its way is all that the relay and the slow reader may hold.
            assertThat(held).isLessThanOrEqualTo(2 * Circuit.WINDOW_BYTES + Circuit.BUFFER_BYTES);
        }
        assertThat(held).isPositive().isLessThan(fast);
        stop.countDown();
    }

    @Test
    void cutsACircuitThatCarriedItsBytes() throws Exception {
        CircuitLimit limit = new CircuitLimit(Duration.ZERO, 100_000);
        Host relay = relay(ANYBODY, limits(limit));
        Host target = target(relay, stream -> stream.in().transferTo(stream.out()));
        Connection asking = dial(relay);
        Stream stream = ask(asking, to(target));
        assertThat(Leg.HOP.readAnswer(stream.in()).limit()).isEqualTo(limit);

        stream.out().write(new byte[100_000]);
        assertThat(stream.in().readNBytes(100_000)).hasSize(100_000);
        stream.out().write(1);

        assertThatThrownBy(() -> stream.in().read()).isInstanceOf(StreamResetException.class);
    }

    @Test
    void cutsACircuitWhoseTimeIsOver() throws Exception {
        CircuitLimit limit = new CircuitLimit(Duration.ofSeconds(1), 0);
        KeyPair key = KeyPair.generate();
        Host relay = start(HostBuilder.of(key).transport(network).listen(Multiaddr.parse("/memory/0")));
        Host.Registration service = RelayService.serve(relay, key, ANYBODY, limits(limit), Clock.systemUTC());
        Host target = target(relay, stream -> stream.in().transferTo(stream.out()));
        Stream stream = circuit(dial(relay), target);
        stream.out().write(1);
        assertThat(stream.in().read()).isEqualTo(1);

        assertThatThrownBy(() -> stream.in().read()).isInstanceOf(StreamResetException.class);
        service.close();
    }
}
