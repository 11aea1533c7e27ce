package io.beemesh.e2e.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.NoSuchProtocolException;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identify.Identify;
import io.beemesh.libp2p.identify.PeerInfo;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.perf.Perf;
import io.beemesh.libp2p.ping.Ping;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The own stack against others, as the one that dials and as the one that listens. */
@Timeout(180)
class ForeignPeersIT {
    private static final Protocol ECHO = new Protocol("/echo/1.0.0");
    private static final long BULK_BYTES = 500_000_000;
    private static final int STREAMS = 1000;

    private Host host;

    @BeforeEach
    void start() throws IOException {
        host = HostBuilder.of(KeyPair.generate())
                .listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))
                .agentVersion("beemesh-e2e")
                .start();
        Perf.serve(host);
        host.serve(ECHO, new Limits.Streams(2000, 2000), stream -> stream.in().transferTo(stream.out()));
    }

    @AfterEach
    void end() {
        host.close();
    }

    private Multiaddr here() {
        return host.addresses().getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-peer", "js-peer"})
    void dialsAndLearnsWhoThePeerIs(String name) throws Exception {
        try (ForeignPeer peer = ForeignPeer.start(name)) {
            Connection connection = host.connect(peer.address());

            PeerInfo info = Identify.ask(connection);

            assertThat(connection.remote()).isEqualTo(peer.address().peer().orElseThrow());
            assertThat(info.listenAddresses()).contains(peer.address().withoutPeer());
            assertThat(info.protocols()).contains(ECHO.id(), Ping.PROTOCOL.id());
            try (Ping ping = Ping.open(connection, new Random(1), System::nanoTime)) {
                for (int i = 0; i < 100; i++) {
                    assertThat(ping.ping()).isPositive();
                }
            }
            assertThatThrownBy(() ->
                            connection.open(new Protocol("/nobody/1")).in().read())
                    .isInstanceOf(NoSuchProtocolException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-peer", "js-peer"})
    void isDialedAndSaysWhoItIs(String name) throws Exception {
        try (ForeignPeer peer = ForeignPeer.start(name)) {
            assertThat(peer.does("\"cmd\":\"dial\"", here())).contains(host.id().toString());
            assertThat(peer.does("\"cmd\":\"identify\"", here()))
                    .contains("beemesh-e2e", here().withoutPeer().toString(), ECHO.id());
            assertThat(peer.does("\"cmd\":\"ping\",\"n\":100", here())).contains("p50Us");
            assertThat(peer.does("\"cmd\":\"echo\",\"text\":\"hello\"", here())).contains("\"text\":\"hello\"");
            peer.does("\"cmd\":\"reset\"", here());
            peer.does("\"cmd\":\"handshakes\",\"n\":20", here());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-peer", "js-peer"})
    void movesBulkBothWaysWhoeverDials(String name) throws Exception {
        try (ForeignPeer peer = ForeignPeer.start(name)) {
            Connection connection = host.connect(peer.address());

            Perf.run(connection, new Perf.Amounts(BULK_BYTES, 0));
            Perf.run(connection, new Perf.Amounts(0, BULK_BYTES));
            // As somebody else: the peer would use the connection that it has, even while that is closing.
            host.close();
            start();

            peer.does("\"cmd\":\"perf\",\"up\":" + BULK_BYTES, here());
            peer.does("\"cmd\":\"perf\",\"down\":" + BULK_BYTES, here());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-peer", "js-peer"})
    void getsBackEveryByteUnchanged(String name) throws Exception {
        try (ForeignPeer peer = ForeignPeer.start(name);
                Stream stream = host.connect(peer.address()).open(ECHO)) {
            MessageDigest sent = MessageDigest.getInstance("SHA-256");
            MessageDigest received = MessageDigest.getInstance("SHA-256");
            FutureTask<Void> writing = new FutureTask<>(() -> {
                write(new DigestOutputStream(stream.out(), sent));
                stream.closeWrite();
                return null;
            });
            Thread.ofVirtual().start(writing);

            long count = new DigestInputStream(stream.in(), received).transferTo(OutputStream.nullOutputStream());

            writing.get();
            assertThat(count).isEqualTo(50_000_000);
            assertThat(received.digest()).isEqualTo(sent.digest());
        }
    }

    private static void write(OutputStream out) throws IOException {
        Random random = new Random(5);
        byte[] block = new byte[50_000];
        for (int i = 0; i < 1000; i++) {
            random.nextBytes(block);
            out.write(block);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-peer", "js-peer"})
    void holdsAThousandStreamsWhoeverOpensThem(String name) throws Exception {
        try (ForeignPeer peer = ForeignPeer.start(name)) {
            List<Stream> streams = new ArrayList<>();
            Connection connection = host.connect(peer.address());
            // js-libp2p goes away from a peer that opens many streams before it serves any.
            Identify.ask(connection);
            for (int i = 0; i < STREAMS; i++) {
                Stream stream = connection.open(ECHO);
                stream.deadline(Duration.ofSeconds(60));
                stream.out().write(new byte[] {(byte) i, (byte) (i >> 8)});
                streams.add(stream);
            }
            for (int i = 0; i < STREAMS; i++) {
                assertThat(streams.get(i).in().readNBytes(2)).containsExactly((byte) i, (byte) (i >> 8));
            }
            streams.forEach(Stream::close);

            peer.does("\"cmd\":\"streams\",\"n\":" + STREAMS, here());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-peer", "js-peer"})
    void noticesAtOnceThatAPeerCrashed(String name) throws Exception {
        try (ForeignPeer peer = ForeignPeer.start(name)) {
            Connection connection = host.connect(peer.address());
            Stream stream = connection.open(ECHO);
            stream.out().write(1);
            assertThat(stream.in().read()).isEqualTo(1);

            peer.crash();

            assertThatThrownBy(() -> stream.in().read()).isInstanceOf(IOException.class);
            assertThat(connection.closed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isNotEmpty();
            assertThat(host.connections()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-peer", "js-peer"})
    void leavesAPeerUnharmedThatItLeftAbruptly(String name) throws Exception {
        try (ForeignPeer peer = ForeignPeer.start(name)) {
            Stream reset = host.connect(peer.address()).open(ECHO);
            reset.out().write(new byte[100_000]);
            reset.reset(1);
            try (Stream stream = host.connect(peer.address()).open(ECHO)) {
                stream.out().write(2);
                assertThat(stream.in().read()).isEqualTo(2);
            }
            host.connect(peer.address()).close();

            Connection again = host.connect(peer.address());

            try (Stream stream = again.open(ECHO)) {
                stream.out().write(3);
                assertThat(stream.in().read()).isEqualTo(3);
            }
        }
    }
}
