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
import io.beemesh.libp2p.ProtocolHandler;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.StreamResetException;
import io.beemesh.libp2p.identify.Identify;
import io.beemesh.libp2p.identify.PeerInfo;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.perf.Perf;
import io.beemesh.libp2p.ping.Ping;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.libp2p.transport.RawConnection;
import io.beemesh.libp2p.transport.Transport;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a host does over any transport. */
@Timeout(60)
abstract class HostContract {
    static final Protocol ECHO = new Protocol("/echo/1");
    private static final Protocol OTHER = new Protocol("/other/1");
    private static final Limits.Streams MANY = new Limits.Streams(2000, 2000);

    private final List<Host> hosts = new ArrayList<>();

    abstract Transport transport();

    abstract Multiaddr anywhere();

    @AfterEach
    void closeHosts() {
        hosts.forEach(Host::close);
    }

    private HostBuilder builder() {
        return HostBuilder.of(KeyPair.generate()).transport(transport());
    }

    private Host start(HostBuilder builder) throws IOException {
        Host host = builder.start();
        hosts.add(host);
        return host;
    }

    private Host listener() throws IOException {
        return start(builder().listen(anywhere()));
    }

    private Host listener(Protocol protocol, ProtocolHandler handler) throws IOException {
        Host host = listener();
        host.serve(protocol, MANY, handler);
        return host;
    }

    private Connection dial(Host target) throws Exception {
        return start(builder()).connect(target.addresses().getFirst());
    }

    private static void echo(Stream stream) throws IOException {
        stream.in().transferTo(stream.out());
    }

    @Test
    void provesBothPeersToEachOther() throws Exception {
        Host server = listener();
        Host client = start(builder());

        Connection connection = client.connect(server.addresses().getFirst());

        assertThat(connection.remote()).isEqualTo(server.id());
        assertThat(connection.inbound()).isFalse();
        assertThat(connection.remoteAddress()).isEqualTo(server.addresses().getFirst());
        Ping.open(connection, new Random(1), System::nanoTime).ping();
        assertThat(server.connection(client.id())).hasValueSatisfying(other -> {
            assertThat(other.inbound()).isTrue();
            assertThat(other.remote()).isEqualTo(client.id());
        });
    }

    @Test
    void usesAnOpenConnectionAgain() throws Exception {
        Host server = listener();
        Host client = start(builder());

        Connection first = client.connect(server.addresses().getFirst());

        assertThat(client.connect(server.addresses().getFirst())).isSameAs(first);
        assertThat(client.connections()).containsExactly(first);
    }

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
    void carriesBytesBothWaysAndHalfCloses() throws Exception {
        Host server = listener(ECHO, HostContract::echo);
        byte[] sent = new byte[3_000_000];
        new Random(7).nextBytes(sent);

        try (Stream stream = dial(server).open(ECHO)) {
            Future<?> writing = inBackground(() -> {
                stream.out().write(sent);
                stream.closeWrite();
                return null;
            });

            assertThat(stream.in().readAllBytes()).isEqualTo(sent);
            writing.get();
        }
    }

    @Test
    void servesAThousandStreamsAtOnce() throws Exception {
        Host server = listener(ECHO, HostContract::echo);
        Connection connection = dial(server);
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Stream stream = connection.open(ECHO);
            stream.out().write(new byte[] {(byte) i, (byte) (i >> 8)});
            streams.add(stream);
        }

        for (int i = 0; i < 1000; i++) {
            assertThat(streams.get(i).in().readNBytes(2)).containsExactly(i & 0xff, i >> 8);
        }
        streams.forEach(Stream::close);
    }

    @Test
    void answersAnUnknownProtocolWithoutEndingAnything() throws Exception {
        Host server = listener(ECHO, HostContract::echo);
        Connection connection = dial(server);

        assertThatThrownBy(() -> connection.open(OTHER).in().read()).isInstanceOf(NoSuchProtocolException.class);
        assertThatThrownBy(() -> connection.open(OTHER).closeWrite()).isInstanceOf(NoSuchProtocolException.class);
        try (Stream stream = connection.open(OTHER, ECHO)) {
            assertThat(stream.protocol()).isEqualTo(ECHO);
            stream.out().write(5);
            assertThat(stream.in().read()).isEqualTo(5);
        }
    }

    @Test
    void tellsTheCodeOfAReset() throws Exception {
        Host server = listener(ECHO, stream -> {
            stream.in().read();
            stream.reset(42);
        });

        Stream stream = dial(server).open(ECHO);
        stream.out().write(1);

        assertThatThrownBy(() -> stream.in().readAllBytes())
                .isInstanceOfSatisfying(
                        StreamResetException.class, e -> assertThat(e.code()).isEqualTo(42));
    }

    @Test
    void resetsTheStreamOfAHandlerThatThrows() throws Exception {
        Host server = listener(ECHO, stream -> {
            throw new IllegalStateException("broken on purpose");
        });

        Stream stream = dial(server).open(ECHO);

        assertThatThrownBy(() -> stream.in().readAllBytes()).isInstanceOf(StreamResetException.class);
    }

    @Test
    void holdsAWriterBackWhileItsReaderIsSlow() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        Host server = listener(ECHO, stream -> {
            read.await();
            stream.in().transferTo(stream.out());
        });
        Stream stream = dial(server).open(ECHO);
        stream.deadline(Duration.ofMillis(300));
        AtomicLong written = new AtomicLong();

        assertThatThrownBy(() -> {
                    while (true) {
                        stream.out().write(new byte[16 * 1024]);
                        written.addAndGet(16 * 1024);
                    }
                })
                .isInstanceOf(SocketTimeoutException.class);

        assertThat(written.get()).isLessThanOrEqualTo(Limits.WINDOW_MIN);
        read.countDown();
    }

    @Test
    void boundsHowLongAReadMayTake() throws Exception {
        Host server = listener(ECHO, HostContract::echo);
        Stream stream = dial(server).open(ECHO);
        stream.deadline(Duration.ofMillis(50));

        assertThatThrownBy(() -> {
                    stream.in().read();
                    stream.in().read();
                })
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void letsAReadBeInterruptedWithoutHarmToOthers() throws Exception {
        Host server = listener(ECHO, HostContract::echo);
        Connection connection = dial(server);
        Stream blocked = connection.open(ECHO);
        CountDownLatch ended = new CountDownLatch(1);
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                blocked.in().read();
            } catch (IOException e) {
                ended.countDown();
            }
        });

        reader.interrupt();

        assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        try (Stream other = connection.open(ECHO)) {
            other.out().write(9);
            assertThat(other.in().read()).isEqualTo(9);
        }
    }

    @Test
    void endsStreamsAndTellsListenersWhenAConnectionIsClosed() throws Exception {
        BlockingQueue<Host.Event> events = new LinkedBlockingQueue<>();
        Host server = listener(ECHO, HostContract::echo);
        server.onEvent(events::add);
        Connection connection = dial(server);
        Stream stream = connection.open(ECHO);
        stream.out().write(1);
        stream.in().read();

        connection.close();

        assertThat(events.poll(5, TimeUnit.SECONDS)).isInstanceOf(Host.Event.Connected.class);
        assertThat(events.poll(5, TimeUnit.SECONDS)).isInstanceOf(Host.Event.Disconnected.class);
        assertThat(connection.isOpen()).isFalse();
        assertThatThrownBy(() -> stream.in().read()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> connection.open(ECHO)).isInstanceOf(IOException.class);
        assertThat(server.connections()).isEmpty();
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
        server.serve(ECHO, MANY, HostContract::echo);
        server.serve(OTHER, MANY, HostContract::echo);
        Connection connection = dial(server);

        assertThatThrownBy(() -> connection.open(ECHO).in().read()).isInstanceOf(NoSuchProtocolException.class);
        assertThat(connection.open(ECHO, OTHER).protocol()).isEqualTo(OTHER);
    }

    @Test
    void resetsAStreamOverTheLimitOfItsProtocol() throws Exception {
        Host server = listener();
        server.serve(ECHO, new Limits.Streams(1, 1), HostContract::echo);
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
    void tellsAndIsToldWhoPeersAre() throws Exception {
        Host server = start(builder().listen(anywhere()).agentVersion("beemesh-test/1"));
        server.serve(ECHO, MANY, HostContract::echo);

        PeerInfo info = Identify.ask(dial(server));

        assertThat(info.agentVersion()).isEqualTo("beemesh-test/1");
        assertThat(info.protocols()).contains(ECHO.id(), "/ipfs/id/1.0.0", "/ipfs/ping/1.0.0");
        assertThat(info.listenAddresses())
                .containsExactly(server.addresses().getFirst().withoutPeer());
        assertThat(info.observed()).isPresent();
    }

    @Test
    void tellsPeersWhenItServesSomethingElse() throws Exception {
        BlockingQueue<PeerInfo> told = new LinkedBlockingQueue<>();
        Host server = listener();
        Host client = start(builder().onPush((connection, info) -> told.add(info)));
        Ping.open(client.connect(server.addresses().getFirst()), new Random(1), System::nanoTime)
                .ping();

        Host.Registration echo = server.serve(ECHO, MANY, HostContract::echo);
        assertThat(told.poll(5, TimeUnit.SECONDS).protocols()).contains(ECHO.id());

        echo.close();
        assertThat(told.poll(5, TimeUnit.SECONDS).protocols()).doesNotContain(ECHO.id());
    }

    @Test
    void movesManyBytesEachWay() throws Exception {
        Host server = listener();
        Perf.serve(server);
        Connection connection = dial(server);

        Perf.run(connection, new Perf.Amounts(20_000_000, 0));
        Perf.run(connection, new Perf.Amounts(0, 20_000_000));
        Perf.run(connection, new Perf.Amounts(123_457, 65_537));
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
            browser.out().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
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

    private static <T> Future<T> inBackground(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread.ofVirtual().name("background").start(future);
        return future;
    }
}
