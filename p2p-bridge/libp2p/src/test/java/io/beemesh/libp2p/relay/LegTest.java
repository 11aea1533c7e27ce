package io.beemesh.libp2p.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.testing.Garbage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LegTest {
    private static final KeyPair RELAY = KeyPair.ofSeed(new byte[32]);
    private static final PeerId PEER = PeerId.parse("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N");
    private static final Instant END = Instant.ofEpochSecond(1_800_000_000);
    private static final CircuitLimit LIMIT = new CircuitLimit(Duration.ofMinutes(2), 1 << 17);

    private static String hex(Leg leg, Message message) {
        return HexFormat.of().formatHex(leg.encode(message));
    }

    private static Message read(Leg leg, byte[] bytes) throws IOException {
        return leg.read(new ByteArrayInputStream(bytes));
    }

    private static byte[] framed(Leg leg, Message message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        leg.write(out, message);
        return out.toByteArray();
    }

    @Test
    void writesWhatTheSpecificationSays() {
        String peer = "12240a22" + HexFormat.of().formatHex(PEER.bytes());

        assertThat(hex(Leg.HOP, new Message.Reserve())).isEqualTo("0800");
        assertThat(hex(Leg.HOP, new Message.Connect(PEER, CircuitLimit.NONE))).isEqualTo("0801" + peer);
        assertThat(hex(Leg.STOP, new Message.Connect(PEER, CircuitLimit.NONE))).isEqualTo("0800" + peer);
        assertThat(hex(Leg.STOP, new Message.Connect(PEER, LIMIT))).isEqualTo("0800" + peer + "1a06087810808008");
        assertThat(hex(Leg.HOP, Message.Answer.of(Status.NO_RESERVATION))).isEqualTo("080228cc01");
        assertThat(hex(Leg.STOP, Message.Answer.of(Status.OK))).isEqualTo("08012064");
    }

    @Test
    void readsBackWhatItWrote() throws Exception {
        byte[] voucher = new Voucher(RELAY.peerId(), PEER, END).seal(RELAY);
        Multiaddr address = Multiaddr.parse("/ip4/10.0.0.1/tcp/4001").withPeer(RELAY.peerId());
        Message.Reservation reservation = new Message.Reservation(END, List.of(address), voucher);
        Message answer = new Message.Answer(Status.OK, Optional.of(reservation), LIMIT);

        assertThat(read(Leg.HOP, framed(Leg.HOP, answer))).isInstanceOfSatisfying(Message.Answer.class, back -> {
            assertThat(back.status()).isEqualTo(Status.OK);
            assertThat(back.limit()).isEqualTo(LIMIT);
            assertThat(back.reservation().orElseThrow().expires()).isEqualTo(END);
            assertThat(back.reservation().orElseThrow().voucher()).isEqualTo(voucher);
        });
    }

    @Test
    void readsOneMessageAndNothingBehindIt() throws Exception {
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[] {2, 8, 0, 77});

        assertThat(Leg.HOP.read(in)).isEqualTo(new Message.Reserve());
        assertThat(in.read()).isEqualTo(77);
        assertThatThrownBy(() -> Leg.HOP.read(in)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(Leg.HOP, new byte[] {3, 8, 0})).isInstanceOf(EOFException.class);
    }

    @Test
    void refusesWhatIsNoMessage() {
        assertThatThrownBy(() -> read(Leg.HOP, new byte[] {0})).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> read(Leg.HOP, new byte[] {2, 8, 1})).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> read(Leg.STOP, new byte[] {2, 8, 2})).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> read(Leg.HOP, new byte[] {(byte) 0x81, 0x20})).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @EnumSource(Leg.class)
    void bearsGarbage(Leg leg) throws IOException {
        Message.Reservation reservation = new Message.Reservation(END, List.of(), new byte[9]);
        byte[] valid = framed(leg, new Message.Answer(Status.OK, Optional.of(reservation), LIMIT));

        assertThat(Garbage.of(valid, 11).filter(bytes -> isRead(leg, bytes)).count())
                .isLessThan(Garbage.CASES);
        assertThat(Garbage.of(framed(leg, new Message.Connect(PEER, LIMIT)), 12)
                        .filter(bytes -> isRead(leg, bytes))
                        .count())
                .isLessThan(Garbage.CASES);
    }

    private static boolean isRead(Leg leg, byte[] bytes) {
        try {
            return read(leg, bytes) != null;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void believesAVoucherOfItsRelayForItsPeerOnly() {
        byte[] voucher = new Voucher(RELAY.peerId(), PEER, END).seal(RELAY);
        KeyPair other = KeyPair.generate();

        assertThat(Voucher.vouches(voucher, RELAY.peerId(), PEER)).isTrue();
        assertThat(Voucher.vouches(voucher, RELAY.peerId(), other.peerId())).isFalse();
        assertThat(Voucher.vouches(voucher, other.peerId(), PEER)).isFalse();
        byte[] forged = new Voucher(RELAY.peerId(), PEER, END).seal(other);
        assertThat(Voucher.vouches(forged, RELAY.peerId(), PEER)).isFalse();
        voucher[voucher.length - 1] ^= 1;
        assertThat(Voucher.vouches(voucher, RELAY.peerId(), PEER)).isFalse();
        assertThat(Garbage.of(voucher, 13)
                        .filter(bytes -> Voucher.vouches(bytes, RELAY.peerId(), PEER))
                        .count())
                .isZero();
    }
}
