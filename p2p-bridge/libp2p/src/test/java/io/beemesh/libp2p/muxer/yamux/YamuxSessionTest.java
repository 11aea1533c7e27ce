package io.beemesh.libp2p.muxer.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.StreamResetException;
import io.beemesh.libp2p.testing.Garbage;
import io.beemesh.libp2p.transport.BufferPool;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** This side listens, so the peer's streams are odd and its own even. */
@Timeout(30)
class YamuxSessionTest {
    private static final byte[] NOTHING = {};
    private static final int STREAMS_MAX = 4;

    private final ScriptedChannel peer = new ScriptedChannel();
    private final BlockingQueue<YamuxStream> accepted = new LinkedBlockingQueue<>();
    private final AtomicLong nanos = new AtomicLong();
    private final YamuxSettings settings = new YamuxSettings(
            new Limits(1, 1, 1, Duration.ofSeconds(1), STREAMS_MAX, 1 << 20),
            new BufferPool(2 * 65_537, (short) 4),
            new BufferPool(16 * 1024, (short) 4),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            nanos::get);
    private final YamuxSession session = new YamuxSession(peer, settings, false, accepted::add);

    @BeforeEach
    void start() {
        session.start(ByteBuffer.allocate(0));
    }

    @AfterEach
    void end() {
        session.cut("the test is over");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private YamuxStream inbound(int id, String data) throws InterruptedException {
        peer.arrive(new Frame(Frame.DATA, Frame.SYN, id, data.length()), bytes(data));
        return accepted.poll(5, TimeUnit.SECONDS);
    }

    private String reason() throws Exception {
        return session.closed().get(5, TimeUnit.SECONDS);
    }

    @Test
    void opensAStreamWithItsFirstData() throws Exception {
        YamuxStream stream = session.open();
        assertThat(peer.nothingSentYet()).isTrue();

        stream.out().write(bytes("hello"));
        assertThat(peer.sent()).isEqualTo(new ScriptedChannel.Sent(new Frame(Frame.DATA, Frame.SYN, 2, 5), "hello"));
        stream.out().write(bytes("again"));
        assertThat(peer.sent()).isEqualTo(new ScriptedChannel.Sent(new Frame(Frame.DATA, 0, 2, 5), "again"));
    }

    @Test
    void acknowledgesAStreamWithItsFirstAnswerAndCombinesThatWithItsEnd() throws Exception {
        YamuxStream stream = inbound(1, "question");

        assertThat(stream.in().readNBytes(8)).isEqualTo(bytes("question"));
        stream.closeWrite();

        assertThat(peer.sent().frame()).isEqualTo(new Frame(Frame.WINDOW, Frame.ACK | Frame.FIN, 1, 0));
    }

    @Test
    void readsTheDataOfAFrameBeforeTheEndThatRidesOnIt() throws Exception {
        YamuxStream stream = inbound(1, "a");
        peer.arrive(new Frame(Frame.DATA, Frame.FIN, 1, 3), bytes("bcd"));

        assertThat(stream.in().readAllBytes()).isEqualTo(bytes("abcd"));
    }

    @Test
    void takesAnEndOnAWindowUpdateThatAlsoAcknowledges() throws Exception {
        YamuxStream stream = session.open();
        stream.out().write(1);
        peer.arrive(new Frame(Frame.WINDOW, Frame.ACK | Frame.FIN, 2, 0), NOTHING);

        assertThat(stream.in().read()).isEqualTo(-1);
    }

    @Test
    void takesTheLengthOfAResetAsACodeAndNotAsCredit() throws Exception {
        YamuxStream stream = inbound(1, "");
        peer.arrive(new Frame(Frame.WINDOW, Frame.RST, 1, 77), NOTHING);

        assertThatThrownBy(() -> stream.in().read())
                .isInstanceOfSatisfying(
                        StreamResetException.class, e -> assertThat(e.code()).isEqualTo(77));
        assertThatThrownBy(() -> stream.out().write(1)).isInstanceOf(StreamResetException.class);
    }

    @Test
    void returnsAtOnceFromAReadOfNothing() throws Exception {
        assertThat(inbound(1, "").in().read(new byte[1], 0, 0)).isZero();
    }

    @Test
    void takesAFrameAsLargeAsTheWindowPartByPart() throws Exception {
        YamuxStream stream = inbound(1, "");
        byte[] head = new byte[Frame.BYTES];
        new Frame(Frame.DATA, 0, 1, Limits.WINDOW_MIN).write(head, 0);
        peer.arrive(head);
        peer.arrive(new byte[1000]);

        assertThat(stream.in().readNBytes(1000)).hasSize(1000);
        peer.arrive(new byte[Limits.WINDOW_MIN - 1000]);
        assertThat(stream.in().readNBytes(Limits.WINDOW_MIN - 1000)).hasSize(Limits.WINDOW_MIN - 1000);
    }

    @Test
    void givesCreditWhenDataAreReadAndNotWhenTheyArrive() throws Exception {
        YamuxStream stream = inbound(1, "x".repeat(Limits.WINDOW_MIN));
        peer.arrive(new Frame(Frame.PING, Frame.SYN, 0, 5), NOTHING);
        assertThat(peer.sent().frame()).isEqualTo(new Frame(Frame.PING, Frame.ACK, 0, 5));

        stream.in().readNBytes(Limits.WINDOW_MIN / 2);

        assertThat(peer.sent().frame()).isEqualTo(new Frame(Frame.WINDOW, Frame.ACK, 1, Limits.WINDOW_MIN / 2));
    }

    @Test
    void sendsNoMoreThanThePeerGaveCreditFor() throws Exception {
        YamuxStream stream = session.open();
        stream.deadline(Duration.ofMillis(100));

        assertThatThrownBy(() -> stream.out().write(new byte[Limits.WINDOW_MIN + 1]))
                .isInstanceOf(SocketTimeoutException.class);
        int sent = 0;
        while (sent < Limits.WINDOW_MIN) {
            ScriptedChannel.Sent next = peer.sent();
            assertThat(next.frame().length()).isLessThanOrEqualTo(64 * 1024);
            sent += next.frame().length();
        }
        assertThat(peer.nothingSentYet()).isTrue();

        peer.arrive(new Frame(Frame.WINDOW, 0, 2, 10), NOTHING);
        stream.out().write(bytes("0123456789"));
        assertThat(peer.sent().payload()).isEqualTo("0123456789");
    }

    @Test
    void sendsWhatWaitsForTheWindowBeforeTheEnd() throws Exception {
        YamuxStream stream = session.open();
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                stream.out().write(new byte[Limits.WINDOW_MIN + 10]);
                stream.closeWrite();
            } catch (IOException e) {
                stream.reset(1);
            }
        });
        for (int sent = 0; sent < Limits.WINDOW_MIN; ) {
            sent += peer.sent().frame().length();
        }
        peer.arrive(new Frame(Frame.WINDOW, Frame.ACK | Frame.FIN, 2, 10), NOTHING);

        writer.join();
        assertThat(peer.sent().frame()).isEqualTo(new Frame(Frame.DATA, 0, 2, 10));
        assertThat(peer.sent().frame()).isEqualTo(new Frame(Frame.WINDOW, Frame.FIN, 2, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "1,0,0,0,0", // a version that is not known
        "0,4,0,0,0", // a type that is not known
        "0,0,16,1,0", // a flag that is not known
        "0,0,1,2,0", // a stream that is not the peer's to open
        "0,0,0,0,5", // data for the session
        "0,0,1,1,262145", // more than there is credit for
        "0,0,0,99,2147483647", // more than any stream has credit for
    })
    void endsTheSessionOfAPeerThatBreaksTheRules(int version, int type, int flags, int stream, int length)
            throws Exception {
        byte[] head = new byte[Frame.BYTES];
        new Frame(type, flags, stream, length).write(head, 0);
        head[0] = (byte) version;

        peer.arrive(head);

        assertThat(peer.sent().frame()).isEqualTo(new Frame(Frame.GO_AWAY, 0, 0, Frame.GONE_PROTOCOL_ERROR));
        assertThat(reason()).startsWith("yamux: ");
        assertThat(peer.isClosed()).isTrue();
    }

    @Test
    void endsTheSessionOfAPeerThatOpensAStreamTwice() throws Exception {
        inbound(1, "a");
        peer.arrive(new Frame(Frame.DATA, Frame.SYN, 1, 0), NOTHING);

        assertThat(reason()).contains("open already");
    }

    @Test
    void skipsFramesOfStreamsThatAreGone() throws Exception {
        peer.arrive(new Frame(Frame.DATA, 0, 99, 5), bytes("waste"));
        peer.arrive(new Frame(Frame.WINDOW, 0, 99, 5), NOTHING);
        peer.arrive(new Frame(Frame.WINDOW, Frame.RST, 98, 5), NOTHING);
        YamuxStream reset = inbound(1, "a");
        reset.reset(9);
        assertThat(peer.sent().frame()).isEqualTo(new Frame(Frame.WINDOW, Frame.ACK | Frame.RST, 1, 9));
        peer.arrive(new Frame(Frame.DATA, 0, 1, 5), bytes("waste"));

        assertThat(inbound(3, "alive").in().readNBytes(5)).isEqualTo(bytes("alive"));
    }

    @Test
    void dropsAndCreditsWhatArrivesForAClosedStreamUntilItIsTooMuch() throws Exception {
        YamuxStream stream = inbound(1, "");
        stream.close();
        assertThat(peer.sent().frame().flags()).isEqualTo(Frame.ACK | Frame.FIN);
        int dropped = 0;
        Frame answer = new Frame(0, 0, 0, 0);
        while (!answer.has(Frame.RST) && dropped <= 4 << 20) {
            peer.arrive(new Frame(Frame.DATA, 0, 1, Limits.WINDOW_MIN / 2), new byte[Limits.WINDOW_MIN / 2]);
            dropped += Limits.WINDOW_MIN / 2;
            answer = peer.sent().frame();
        }

        assertThat(answer).isEqualTo(new Frame(Frame.WINDOW, Frame.RST, 1, 0));
        assertThat(dropped).isBetween(1 << 20, 2 << 20);
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void resetsAClosedStreamWhosePeerGoesOnForHalfAMinute() throws Exception {
        YamuxStream stream = inbound(1, "");
        stream.close();
        peer.sent();

        nanos.addAndGet(Duration.ofSeconds(29).toNanos());
        session.tick();
        assertThat(peer.sent().frame().type()).isEqualTo(Frame.PING);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        session.tick();

        assertThat(peer.sent().frame()).isEqualTo(new Frame(Frame.WINDOW, Frame.RST, 1, 0));
    }

    @Test
    void resetsStreamsOverTheLimitAndKeepsTheOthers() throws Exception {
        YamuxStream first = inbound(1, "a");
        for (int id = 3; id < 2 * STREAMS_MAX; id += 2) {
            assertThat(inbound(id, "a")).isNotNull();
        }

        peer.arrive(new Frame(Frame.DATA, Frame.SYN, 11, 5), bytes("waste"));

        assertThat(peer.sent().frame()).isEqualTo(new Frame(Frame.WINDOW, Frame.RST, 11, 0));
        assertThat(first.in().read()).isEqualTo('a');
        assertThatThrownBy(session::open).isInstanceOf(IOException.class).hasMessageContaining("limit");
    }

    @Test
    void opensNoMoreStreamsOnceThePeerGoesAwayButFinishesThoseThatAreOpen() throws Exception {
        YamuxStream stream = inbound(1, "a");
        peer.arrive(new Frame(Frame.GO_AWAY, 0, 0, 0), NOTHING);
        peer.arrive(new Frame(Frame.DATA, Frame.FIN, 1, 1), bytes("b"));

        assertThat(stream.in().readAllBytes()).isEqualTo(bytes("ab"));
        assertThatThrownBy(session::open).isInstanceOf(SocketException.class).hasMessageContaining("goes away");
    }

    @Test
    void givesWhatHadArrivedAndThenTheReasonWhenTheConnectionIsLost() throws Exception {
        YamuxStream stream = inbound(1, "rest");
        peer.arriveEnd();
        reason();

        assertThat(stream.in().readNBytes(4)).isEqualTo(bytes("rest"));
        assertThatThrownBy(() -> stream.in().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void ignoresThePongThatNobodyAskedFor() throws Exception {
        peer.arrive(new Frame(Frame.PING, Frame.ACK, 0, 12), NOTHING);

        assertThat(inbound(1, "alive").in().readNBytes(5)).isEqualTo(bytes("alive"));
    }

    @Test
    void staysWhileThePeerAnswersPingsAndEndsWhenItDoesNot() throws Exception {
        YamuxStream blocked = inbound(1, "");
        session.tick();
        Frame ping = peer.sent().frame();
        assertThat(ping).isEqualTo(new Frame(Frame.PING, Frame.SYN, 0, 1));
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        session.tick();
        peer.arrive(new Frame(Frame.PING, Frame.ACK, 0, ping.length()), NOTHING);
        inbound(3, "");

        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        session.tick();
        assertThat(peer.sent().frame()).isEqualTo(new Frame(Frame.PING, Frame.SYN, 0, 2));
        assertThat(session.isOpen()).isTrue();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        session.tick();

        assertThat(reason()).contains("ping");
        assertThatThrownBy(() -> blocked.in().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void readsOnWhileTheWriterIsStuck() throws Exception {
        YamuxStream stream = inbound(1, "first");
        peer.blockSending();
        for (int i = 0; i < 100; i++) {
            peer.arrive(new Frame(Frame.PING, Frame.SYN, 0, i), NOTHING);
        }
        peer.arrive(new Frame(Frame.DATA, 0, 1, 6), bytes("second"));

        assertThat(stream.in().readNBytes(11)).isEqualTo(bytes("firstsecond"));
    }

    @Test
    void endsTheSessionOfAPeerThatAsksAndNeverReads() throws Exception {
        peer.blockSending();
        for (int i = 0; i < 20_000; i++) {
            peer.arrive(new Frame(Frame.PING, Frame.SYN, 0, i), NOTHING);
        }

        assertThat(reason()).contains("queue of control frames is full");
    }

    @Test
    void boundsHowLongAWriterWaitsForAConnectionThatIsStuck() throws Exception {
        peer.blockSending();
        YamuxStream stream = session.open();
        stream.deadline(Duration.ofMillis(100));
        YamuxStream other = session.open();
        other.deadline(Duration.ofMillis(100));
        stream.out().write(new byte[100_000]);

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        other.out().write(new byte[100_000]);
                    }
                })
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void neverOpensAtThePeerAStreamThatIsResetBeforeItsFirstData() throws Exception {
        session.open().reset(3);
        YamuxStream stream = session.open();
        stream.out().write(1);

        assertThat(peer.sent().frame()).isEqualTo(new Frame(Frame.DATA, Frame.SYN, 4, 1));
    }

    @Test
    void tellsThePeerWhenItIsClosed() throws Exception {
        YamuxStream stream = inbound(1, "a");

        session.close();

        assertThat(peer.sent().frame()).isEqualTo(new Frame(Frame.GO_AWAY, 0, 0, 0));
        assertThat(reason()).contains("closed by this side");
        assertThatThrownBy(() -> stream.out().write(1)).isInstanceOf(SocketException.class);
        assertThat(peer.isClosed()).isTrue();
    }

    @Test
    void endsOrRefusesWhateverArrives() throws Exception {
        byte[] valid = new byte[3 * Frame.BYTES + 4];
        new Frame(Frame.DATA, Frame.SYN, 1, 4).write(valid, 0);
        new Frame(Frame.WINDOW, Frame.FIN, 1, 0).write(valid, Frame.BYTES + 4);
        new Frame(Frame.PING, Frame.SYN, 0, 7).write(valid, 2 * Frame.BYTES + 4);

        Garbage.of(valid, 9).forEach(this::feedToASession);
    }

    private void feedToASession(byte[] garbage) {
        ScriptedChannel channel = new ScriptedChannel();
        YamuxSession victim = new YamuxSession(channel, settings, false, stream -> stream.reset(0));
        channel.arrive(garbage);
        channel.arriveEnd();
        victim.start(ByteBuffer.allocate(0));
        assertThat(victim.closed().orTimeout(10, TimeUnit.SECONDS).join()).isNotEmpty();
    }
}
