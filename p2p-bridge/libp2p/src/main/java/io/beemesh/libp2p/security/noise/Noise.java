package io.beemesh.libp2p.security.noise;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.security.HandshakeException;
import io.beemesh.libp2p.security.SecureChannel;
import io.beemesh.libp2p.security.Security;
import io.beemesh.libp2p.transport.BufferPool;
import io.beemesh.libp2p.transport.RawConnection;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Secures connections of one host; its static key and the signature over it are made once. */
public final class Noise implements Security {
    private final NoiseKey key;
    private final byte[] payload;
    private final List<String> muxers;
    private final BufferPool buffers;
    private final SecureRandom random = new SecureRandom();

    /**
     * For a host.
     *
     * @param muxers offered within the handshake, the preferred first
     * @param buffers of at least {@link NoiseChannel#BUFFER_BYTES} bytes
     */
    public Noise(KeyPair identity, List<String> muxers, BufferPool buffers) {
        this.key = new NoiseKey(random);
        this.payload = NoisePayload.encode(identity, key.point(), muxers);
        this.muxers = List.copyOf(muxers);
        this.buffers = buffers;
    }

    @Override
    public String id() {
        return "/noise";
    }

    @Override
    public SecureChannel dial(RawConnection raw, PeerId expected) throws IOException {
        NoiseHandshake.Result result = handshake().initiate(new NoiseWire(raw.in(), raw.out()));
        if (!result.remote().equals(expected)) {
            throw new HandshakeException("noise: the peer is " + result.remote() + " (expected: " + expected + ")");
        }
        return channel(raw, result, muxer(muxers, result.muxers()));
    }

    @Override
    public SecureChannel accept(RawConnection raw) throws IOException {
        NoiseHandshake.Result result = handshake().respond(new NoiseWire(raw.in(), raw.out()));
        return channel(raw, result, muxer(result.muxers(), muxers));
    }

    private NoiseHandshake handshake() {
        return new NoiseHandshake(key, new NoiseKey(random), payload, new byte[0]);
    }

    private SecureChannel channel(RawConnection raw, NoiseHandshake.Result result, Optional<String> muxer) {
        return new NoiseChannel(raw, result, muxer, buffers);
    }

    /** The first of the dialer's that both speak. A side that names none negotiates later. */
    private static Optional<String> muxer(List<String> dialers, List<String> listeners) throws HandshakeException {
        Optional<String> both = dialers.stream().filter(listeners::contains).findFirst();
        if (both.isEmpty() && !dialers.isEmpty() && !listeners.isEmpty()) {
            throw new HandshakeException("noise: no muxer is spoken by both " + dialers + " and " + listeners);
        }
        return both;
    }
}
