package io.beemesh.libp2p.identify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.protobuf.ProtoWriter;
import io.beemesh.libp2p.protobuf.Varint;
import io.beemesh.libp2p.testing.Garbage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdentifyTest {
    private static final KeyPair KEY = KeyPair.ofSeed(new byte[32]);
    private static final Multiaddr LISTENS = Multiaddr.parse("/ip4/10.0.0.1/tcp/4001");
    private static final PeerInfo INFO = new PeerInfo(
            KEY.publicKey().protobuf(),
            List.of(LISTENS.withPeer(KEY.peerId())),
            List.of("/a", "/b"),
            Optional.of(LISTENS),
            "net/1",
            "agent/1");

    private static byte[] framed(byte[]... messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            Varint.write(all, message.length);
            all.writeBytes(message);
        }
        return all.toByteArray();
    }

    private static PeerInfo read(byte[] bytes) throws IOException {
        return Identify.read(new ByteArrayInputStream(bytes));
    }

    @Test
    void readsWhatItWroteAndLeavesThePeerOutOfAddresses() throws IOException {
        PeerInfo read = read(framed(INFO.encode()));

        assertThat(read.listenAddresses()).containsExactly(LISTENS);
        assertThat(read.protocols()).containsExactly("/a", "/b");
        assertThat(read.observed()).contains(LISTENS);
        assertThat(read.agentVersion()).isEqualTo("agent/1");
        assertThat(read.protocolVersion()).isEqualTo("net/1");
        assertThat(read.publicKey()).isEqualTo(KEY.publicKey().protobuf());
    }

    @Test
    void mergesMessagesThatFollowEachOther() throws IOException {
        byte[] more = new ProtoWriter().text(3, "/c").text(6, "agent/2").toByteArray();

        PeerInfo read = read(framed(INFO.encode(), more));

        assertThat(read.protocols()).containsExactly("/a", "/b", "/c");
        assertThat(read.agentVersion()).isEqualTo("agent/2");
    }

    @Test
    void skipsAddressesThatItDoesNotKnow() throws IOException {
        byte[] message = new ProtoWriter()
                .bytes(2, new byte[] {(byte) 0xff, (byte) 0xff, 3})
                .bytes(2, LISTENS.bytes())
                .toByteArray();

        assertThat(read(framed(message)).listenAddresses()).containsExactly(LISTENS);
    }

    @Test
    void refusesTooManyMessagesAndTooLargeOnes() {
        byte[] one = new ProtoWriter().text(3, "/c").toByteArray();
        byte[][] eleven =
                java.util.stream.IntStream.range(0, 11).mapToObj(i -> one).toArray(byte[][]::new);

        assertThatThrownBy(() -> read(framed(eleven))).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> read(framed(new byte[8193]))).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> read(new byte[] {5, 1})).isInstanceOf(EOFException.class);
    }

    @Test
    void endsOrRefusesWhateverItIsGiven() {
        Garbage.of(framed(INFO.encode()), 10).forEach(bytes -> {
            try {
                assertThat(read(bytes).protocols()).hasSizeLessThanOrEqualTo(256);
            } catch (IOException e) {
                assertThat(e).isInstanceOfAny(ProtocolException.class, EOFException.class);
            }
        });
    }
}
