package io.beemesh.libp2p.host;

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
import io.beemesh.libp2p.StreamResetException;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.ping.Ping;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.libp2p.transport.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whom a host lets in, and how much of it, over any transport. */
abstract class AdmissionContract extends HostFixture {
    @Test
    void refusesAPeerThatIsNotTheOneDialed() throws Exception {
        Host server = listener();
        PeerId other = KeyPair.generate().peerId();
        Multiaddr wrong = server.addresses().getFirst().withPeer(other);
        Host client = start(builder());

        assertThatThrownBy(() -> client.connect(wrong))
                .isInstanceOf(DialException.class)
                .hasMessageContaining(other.toString())
                .hasMessageContaining(server.id().toString());
        assertThat(client.connections()).isEmpty();
    }

    @Test
    void saysThatNobodyAnswers() throws Exception {
        Host server = listener();
        Multiaddr address = server.addresses().getFirst();
        server.close();

        assertThatThrownBy(() -> start(builder()).connect(address)).isInstanceOf(DialException.class);
    }

    @Test
    void keepsOutWhomTheGateRefuses() throws Exception {
        Host server = start(builder().listen(anywhere()).gate(new Gate() {
            @Override
            public boolean secured(PeerId peer, boolean inbound) {
                return false;
            }
        }));
        Connection connection = dial(server);

        connection.closed().toCompletableFuture().get(5, TimeUnit.SECONDS);

        assertThat(server.connections()).isEmpty();
    }

    @Test
    void hidesAProtocolFromAPeerThatTheGateDoesNotLetSpeakIt() throws Exception {
        Host server = start(builder().listen(anywhere()).gate(new Gate() {
            @Override
            public boolean stream(PeerId peer, Protocol protocol) {
                return !protocol.equals(ECHO);
            }
        }));
        server.serve(ECHO, MANY, HostFixture::echo);
        server.serve(OTHER, MANY, HostFixture::echo);
        Connection connection = dial(server);

        assertThatThrownBy(() -> connection.open(ECHO).in().read()).isInstanceOf(NoSuchProtocolException.class);
        assertThat(connection.open(ECHO, OTHER).protocol()).isEqualTo(OTHER);
    }

    @Test
    void resetsAStreamOverTheLimitOfItsProtocol() throws Exception {
        Host server = listener();
        server.serve(ECHO, new Limits.Streams(1, 1), HostFixture::echo);
        Connection connection = dial(server);
        Stream first = connection.open(ECHO);
        first.out().write(1);
        first.in().read();

        assertThatThrownBy(() -> connection.open(ECHO).in().readAllBytes()).isInstanceOf(StreamResetException.class);

        first.out().write(2);
        assertThat(first.in().read()).isEqualTo(2);
    }

    @Test
    void cutsAConnectionOverTheLimitOfAPeer() throws Exception {
        Host server = start(
                builder().listen(anywhere()).limits(new Limits(1, 1, 4, Duration.ofSeconds(5), 16, Limits.WINDOW_MIN)));
        Connection first = dial(server);
        Ping.open(first, new Random(1), System::nanoTime).ping();

        Connection second = dial(server);

        second.closed().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(first.isOpen()).isTrue();
    }

    @Test
    void cutsWhoeverConnectsAndDoesNotShakeHands() throws Exception {
        Host server = start(builder().listen(anywhere()).limits(Limits.edge().withUpgrade(Duration.ofMillis(300))));

        try (RawConnection silent = transport().dial(server.addresses().getFirst(), Duration.ofSeconds(1))) {
            assertThat(endOf(silent)).isTrue();
        }
        assertThat(dial(server).isOpen()).isTrue();
    }

    @Test
    void refusesConnectionsWhileTooManyShakeHands() throws Exception {
        Host server = start(builder()
                .listen(anywhere())
                .limits(new Limits(8, 8, 2, Duration.ofSeconds(20), 16, Limits.WINDOW_MIN)));
        Multiaddr address = server.addresses().getFirst();
        RawConnection first = transport().dial(address, Duration.ofSeconds(1));
        RawConnection second = transport().dial(address, Duration.ofSeconds(1));

        try (RawConnection third = transport().dial(address, Duration.ofSeconds(1))) {
            assertThat(endOf(third)).isTrue();
        }
        first.close();
        second.close();
        assertThat(Eventually.succeeds(() -> dial(server)).isOpen()).isTrue();
    }

    @Test
    void bearsAPeerThatSpeaksSomethingElse() throws Exception {
        Host server = listener();

        try (RawConnection browser = transport().dial(server.addresses().getFirst(), Duration.ofSeconds(1))) {
            browser.out()
                    .write("GET / HTTP/1.1\r\nhost: gateway.example\r\nuser-agent: a browser at the wrong port\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(endOf(browser)).isTrue();
        }
        assertThat(dial(server).isOpen()).isTrue();
    }

    private static boolean endOf(RawConnection raw) {
        try {
            return raw.in().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
