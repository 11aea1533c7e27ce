package io.beemesh.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.DialException;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.NoSuchProtocolException;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.StreamResetException;
import io.beemesh.libp2p.identify.Identify;
import io.beemesh.libp2p.identify.PeerInfo;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.perf.Perf;
import io.beemesh.libp2p.ping.Ping;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a host does for its protocols, over any transport. */
abstract class HostContract extends HostFixture {
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
    void listensOnOneMoreAddressUntilThatIsClosed() throws Exception {
        Host server = start(builder());
        Host.Registration listening = server.listen(anywhere());
        Multiaddr address = server.addresses().getFirst();
        Connection before = start(builder()).connect(address);

        listening.close();

        assertThat(server.addresses()).isEmpty();
        assertThatThrownBy(() -> start(builder()).connect(address)).isInstanceOf(DialException.class);
        Ping.open(before, new Random(1), System::nanoTime).ping();
        server.close();
        assertThatThrownBy(() -> server.listen(anywhere()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void knowsAConnectionNoMoreWhenItSaysThatItIsClosed() throws Exception {
        Host client = start(builder());
        Connection connection = client.connect(listener().addresses().getFirst());
        CompletionStage<Boolean> forgotten =
                connection.closed().thenApply(reason -> client.connections().isEmpty());

        connection.close();

        assertThat(forgotten.toCompletableFuture().get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void carriesBytesBothWaysAndHalfCloses() throws Exception {
        Host server = listener(ECHO, HostFixture::echo);
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
        Host server = listener(ECHO, HostFixture::echo);
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
        Host server = listener(ECHO, HostFixture::echo);
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
        Host server = listener(ECHO, HostFixture::echo);
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
        Host server = listener(ECHO, HostFixture::echo);
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
        Host server = listener(ECHO, HostFixture::echo);
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
    void tellsAndIsToldWhoPeersAre() throws Exception {
        Host server = start(builder().listen(anywhere()).agentVersion("beemesh-test/1"));
        server.serve(ECHO, MANY, HostFixture::echo);

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

        Host.Registration echo = server.serve(ECHO, MANY, HostFixture::echo);
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

    private static <T> Future<T> inBackground(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread.ofVirtual().name("background").start(future);
        return future;
    }
}
