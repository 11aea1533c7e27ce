package io.beemesh.libp2p.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.DialException;
import io.beemesh.libp2p.Gate;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.NoSuchProtocolException;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.perf.Perf;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.libp2p.transport.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What hosts see of connections through a relay. */
class RelayedConnectionTest extends RelayFixture {
    @Test
    void reachesAPeerThatNobodyCanDial() throws Exception {
        Host relay = relay();
        Host target = start(builder());
        reserve(target, relay);
        Host source = start(builder());

        Connection connection = source.connect(behind(relay, target));

        echoes(connection);
        assertThat(connection.relayed()).isTrue();
        assertThat(connection.remote()).isEqualTo(target.id());
        assertThat(connection.remoteAddress()).isEqualTo(behind(relay, target));
        assertThat(target.connection(source.id())).hasValueSatisfying(other -> {
            assertThat(other.inbound()).isTrue();
            assertThat(other.relayed()).isTrue();
            assertThat(other.remoteAddress()).isEqualTo(behind(relay, source));
        });
        assertThat(source.connect(behind(relay, target))).isSameAs(connection);
    }

    @Test
    void namesARelayByItsIdAloneWhenThereIsAConnectionWithIt() throws Exception {
        Host relay = relay();
        Host target = start(builder());
        reserve(target, relay);
        Host source = start(builder());
        Multiaddr address = Multiaddr.ofPeer(relay.id()).circuit().withPeer(target.id());

        assertThatThrownBy(() -> source.connect(address)).isInstanceOf(DialException.class);
        assertThat(source.connect(at(relay)).isOpen()).isTrue();

        echoes(source.connect(address));
    }

    @Test
    void opensStreamsOnADirectConnectionIfThereIsOne() throws Exception {
        Host relay = relay();
        Host target = start(builder().listen(Multiaddr.parse("/memory/0")));
        reserve(target, relay);
        Host source = start(builder());
        Connection relayed = source.connect(behind(relay, target));

        Connection direct = source.connect(at(target));

        assertThat(relayed.isOpen()).isTrue();
        assertThat(direct.relayed()).isFalse();
        assertThat(source.connection(target.id())).contains(direct);
        assertThat(source.connect(behind(relay, target))).isSameAs(direct);
        assertThat(source.open(target.id(), ECHO).connection()).isSameAs(direct);
    }

    @Test
    void movesManyBytesEachWay() throws Exception {
        Host relay = relay();
        Host target = start(builder());
        Perf.serve(target);
        reserve(target, relay);
        Connection connection = start(builder()).connect(behind(relay, target));

        Perf.run(connection, new Perf.Amounts(64 << 20, 64 << 20));
    }

    @Test
    void refusesARelayThatLeadsToSomebodyElse() throws Exception {
        Host somebody = start(builder().listen(Multiaddr.parse("/memory/0")));
        Host liar = start(builder().listen(Multiaddr.parse("/memory/0")));
        liar.serve(Leg.HOP.protocol(), MANY, stream -> {
            assertThat(Leg.HOP.read(stream.in())).isInstanceOf(Message.Connect.class);
            Leg.HOP.write(stream.out(), Message.Answer.of(Status.OK));
            joined(stream, network.dial(at(somebody), Duration.ofSeconds(1)));
        });
        Host target = start(builder());
        Host source = start(builder());

        assertThatThrownBy(() -> source.connect(behind(liar, target)))
                .isInstanceOf(DialException.class)
                .hasMessageContaining(somebody.id().toString())
                .hasMessageContaining("expected: " + target.id());
        assertThat(source.connections()).extracting(Connection::remote).containsExactly(liar.id());
    }

    private static void joined(Stream stream, RawConnection raw) throws IOException {
        Thread.ofVirtual().start(() -> {
            try (raw) {
                raw.in().transferTo(stream.out());
            } catch (IOException e) {
                stream.reset(0);
            }
        });
        stream.in().transferTo(raw.out());
    }

    @Test
    void keepsOutWhomTheGateRefuses() throws Exception {
        Host relay = relay();
        Host target = start(builder().gate(new Gate() {
            @Override
            public boolean secured(PeerId peer, boolean inbound) {
                return peer.equals(relay.id());
            }
        }));
        reserve(target, relay);
        Host source = start(builder());

        Connection refused = source.connect(behind(relay, target));

        refused.closed().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(target.connections()).extracting(Connection::remote).containsExactly(relay.id());
    }

    @Test
    void hidesAProtocolFromAPeerThatTheGateDoesNotLetSpeakIt() throws Exception {
        Host relay = relay();
        Host target = start(builder().gate(new Gate() {
            @Override
            public boolean stream(PeerId peer, Protocol protocol) {
                return peer.equals(relay.id());
            }
        }));
        reserve(target, relay);

        Connection connection = start(builder()).connect(behind(relay, target));

        assertThatThrownBy(() -> connection.open(ECHO).in().read()).isInstanceOf(NoSuchProtocolException.class);
    }

    @Test
    void countsRelayedConnectionsAsAnyOther() throws Exception {
        Host relay = relay();
        Host target = start(builder().limits(new Limits(1, 1, 4, Duration.ofSeconds(5), 16, Limits.WINDOW_MIN)));
        reserve(target, relay);

        Connection second = start(builder()).connect(behind(relay, target));

        second.closed().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(target.connections()).extracting(Connection::remote).containsExactly(relay.id());
    }

    @Test
    void endsOneSideWithTheOther() throws Exception {
        Host relay = relay();
        Host target = start(builder());
        reserve(target, relay);
        Host source = start(builder());

        Connection closedHere = source.connect(behind(relay, target));
        echoes(closedHere);
        Connection there = target.connection(source.id()).orElseThrow();
        closedHere.close();
        assertThat(there.closed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isNotEmpty();

        Connection closedThere = Eventually.succeeds(() -> source.connect(behind(relay, target)));
        echoes(closedThere);
        target.connection(source.id()).orElseThrow().close();
        assertThat(closedThere.closed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isNotEmpty();
    }

    @Test
    void endsWhenTheTargetOrTheRelayVanishes() throws Exception {
        Host relay = relay();
        Host target = start(builder());
        reserve(target, relay);
        Host other = start(builder());
        reserve(other, relay);
        Host source = start(builder());
        Connection toTarget = source.connect(behind(relay, target));
        Connection toOther = source.connect(behind(relay, other));
        echoes(toTarget);
        echoes(toOther);

        target.close();
        assertThat(toTarget.closed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isNotEmpty();
        assertThat(toOther.isOpen()).isTrue();
        assertThatThrownBy(() -> source.connect(behind(relay, target)))
                .isInstanceOf(DialException.class)
                .hasMessageContaining("NO_RESERVATION");

        relay.close();
        assertThat(toOther.closed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isNotEmpty();
        assertThat(Eventually.succeeds(() -> {
                    assertThat(other.addresses()).isEmpty();
                    return other.connections();
                }))
                .isEmpty();
    }

    @Test
    void reservesAnewAfterAReconnection() throws Exception {
        Host relay = relay();
        Host target = start(builder());
        reserve(target, relay);

        target.connection(relay.id()).orElseThrow().close();
        assertThat(Eventually.succeeds(() -> {
                    assertThat(target.addresses()).isEmpty();
                    return target.connect(at(relay));
                }))
                .isNotNull();

        awaitReserved(target, relay);
        echoes(start(builder()).connect(behind(relay, target)));
    }

    @Test
    void renewsAReservationInTimeWhateverItsClockSays() {
        Instant now = Instant.parse("2026-11-22T12:00:00Z");

        assertThat(CircuitListener.untilRenewal(now, now.plusSeconds(600))).isEqualTo(Duration.ofSeconds(300));
        assertThat(CircuitListener.untilRenewal(now, now.plusSeconds(3600))).isEqualTo(Duration.ofMinutes(20));
        assertThat(CircuitListener.untilRenewal(now, Instant.MAX)).isEqualTo(Duration.ofMinutes(20));
        assertThat(CircuitListener.untilRenewal(now, now.minusSeconds(7200))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void isReachedNoMoreOnceItListensNoMore() throws Exception {
        Host relay = relay();
        Host target = start(builder());
        Host.Registration listening = reserve(target, relay);
        Connection before = start(builder()).connect(behind(relay, target));

        listening.close();

        assertThat(target.addresses()).isEmpty();
        assertThatThrownBy(() -> start(builder()).connect(behind(relay, target)))
                .isInstanceOf(DialException.class)
                .hasMessageContaining("CONNECTION_FAILED");
        echoes(before);
        reserve(target, relay);
        echoes(start(builder()).connect(behind(relay, target)));
    }

    @Test
    void listensOnceAtEachRelay() throws Exception {
        Host relay = relay();
        Host target = start(builder());
        reserve(target, relay);

        assertThatThrownBy(() -> target.listen(at(relay).circuit()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(relay.id().toString());
        assertThatThrownBy(() -> target.listen(Multiaddr.parse("/memory/1").circuit()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("names no relay");
    }
}
