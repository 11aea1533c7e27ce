package io.beemesh.libp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.security.HandshakeException;
import io.beemesh.libp2p.security.SecureChannel;
import io.beemesh.libp2p.transport.BufferPool;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.libp2p.transport.RawConnection;
import io.beemesh.libp2p.transport.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NoiseChannelTest {
    private static final List<String> YAMUX = List.of("/yamux/1.0.0");

    private final KeyPair dialer = KeyPair.generate();
    private final KeyPair listener = KeyPair.generate();
    private final MemoryNetwork network = new MemoryNetwork();
    private final BufferPool buffers = new BufferPool(NoiseChannel.BUFFER_BYTES, (short) 8);

    private record Ends(RawConnection dialing, RawConnection listening) {}

    private Ends connected() throws IOException {
        try (Transport.Listener listening = network.listen(Multiaddr.parse("/memory/0"))) {
            RawConnection dialing = network.dial(listening.address(), Duration.ofSeconds(1));
            return new Ends(dialing, listening.accept());
        }
    }

    private record Channels(SecureChannel dialing, SecureChannel listening) {}

    private Channels secured(Ends ends, PeerId expected, List<String> dialersMuxers) throws Exception {
        FutureTask<SecureChannel> accepting =
                new FutureTask<>(() -> new Noise(listener, YAMUX, buffers).accept(ends.listening));
        Thread.ofVirtual().start(accepting);
        SecureChannel dialing = new Noise(dialer, dialersMuxers, buffers).dial(ends.dialing, expected);
        return new Channels(dialing, accepting.get());
    }

    @Test
    void provesBothSidesAndAgreesOnTheMuxer() throws Exception {
        Channels channels = secured(connected(), listener.peerId(), YAMUX);

        assertThat(channels.dialing.remote()).isEqualTo(listener.peerId());
        assertThat(channels.listening.remote()).isEqualTo(dialer.peerId());
        assertThat(channels.dialing.muxer())
                .isEqualTo(channels.listening.muxer())
                .contains("/yamux/1.0.0");
    }

    @Test
    void leavesTheMuxerToLaterWhenASideNamesNone() throws Exception {
        Channels channels = secured(connected(), listener.peerId(), List.of());

        assertThat(channels.dialing.muxer()).isEmpty();
        assertThat(channels.listening.muxer()).isEmpty();
    }

    @Test
    void refusesASideThatSharesNoMuxer() {
        assertThatThrownBy(() -> secured(connected(), listener.peerId(), List.of("/mplex/6.7.0")))
                .isInstanceOf(HandshakeException.class)
                .hasMessageContaining("/mplex/6.7.0");
    }

    @Test
    void refusesSomebodyElse() {
        assertThatThrownBy(() -> secured(connected(), dialer.peerId(), YAMUX)).isInstanceOf(HandshakeException.class);
    }

    @Test
    void carriesRecordsOfEverySize() throws Exception {
        Channels channels = secured(connected(), listener.peerId(), YAMUX);
        byte[] sent = new byte[1_000_000];
        new Random(3).nextBytes(sent);
        int[] sizes = {1, 2, 511, 512, 513, 2048, 2049, 65_519, 65_520, 131_038, 131_039, 300_000};
        FutureTask<Void> sending = new FutureTask<>(() -> {
            int at = 0;
            for (int size : sizes) {
                channels.dialing.send(sent, at, size);
                at += size;
            }
            channels.dialing.close();
            return null;
        });
        Thread.ofVirtual().start(sending);

        ByteBuffer received = ByteBuffer.allocate(sent.length);
        for (ByteBuffer next = channels.listening.receive(); next != null; next = channels.listening.receive()) {
            received.put(next);
        }

        sending.get();
        received.flip();
        assertThat(received.remaining())
                .isEqualTo(java.util.Arrays.stream(sizes).sum());
        assertThat(received).isEqualTo(ByteBuffer.wrap(sent, 0, received.remaining()));
    }

    @Test
    void refusesARecordThatIsNotAuthentic() throws Exception {
        Ends ends = connected();
        Channels channels = secured(ends, listener.peerId(), YAMUX);

        ends.dialing.out().write(new byte[] {0, 17, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17});

        assertThatThrownBy(channels.listening::receive)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not authentic");
    }

    @Test
    void refusesARecordTooShortForItsTagAndOneThatIsCutOff() throws Exception {
        Ends tooShort = connected();
        Channels first = secured(tooShort, listener.peerId(), YAMUX);
        tooShort.dialing.out().write(new byte[] {0, 3, 1, 2, 3});
        assertThatThrownBy(first.listening::receive).hasMessageContaining("3 bytes");

        Ends cutOff = connected();
        Channels second = secured(cutOff, listener.peerId(), YAMUX);
        cutOff.dialing.out().write(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3});
        cutOff.dialing.close();
        assertThatThrownBy(second.listening::receive).isInstanceOf(EOFException.class);
    }

    @Test
    void refusesAHandshakeMessageOverItsLimit() throws Exception {
        Ends ends = connected();
        ends.dialing.out().write(new byte[] {(byte) 0xff, (byte) 0xff});

        assertThatThrownBy(() -> new Noise(listener, YAMUX, buffers).accept(ends.listening))
                .isInstanceOf(HandshakeException.class)
                .hasMessageContaining("65535");
    }
}
