package io.beemesh.libp2p.security.noise;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.security.HandshakeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The three messages of the XX pattern, for one side of one connection. For one thread. */
final class NoiseHandshake {
    private static final byte[] NOTHING = {};

    private final NoiseKey own;
    private final NoiseKey ephemeral;
    private final byte[] payload;
    private final NoiseState state;

    /**
     * Ready to begin.
     *
     * @param own the host's static key
     * @param payload what is sent under encryption
     */
    NoiseHandshake(NoiseKey own, NoiseKey ephemeral, byte[] payload, byte[] prologue) {
        this.own = own;
        this.ephemeral = ephemeral;
        this.payload = payload;
        this.state = new NoiseState(prologue);
    }

    /** Runs the side that dials. */
    Result initiate(NoiseWire wire) throws IOException {
        wire.send(first());
        Remote remote = readSecond(wire.receive());
        wire.send(third(remote.ephemeral()));
        NoiseCipher[] ciphers = state.split();
        return result(remote, ciphers[0], ciphers[1]);
    }

    /** Runs the side that listens. */
    Result respond(NoiseWire wire) throws IOException {
        byte[] theirs = readFirst(wire.receive());
        wire.send(second(theirs));
        Remote remote = readThird(wire.receive(), theirs);
        NoiseCipher[] ciphers = state.split();
        return result(remote, ciphers[1], ciphers[0]);
    }

    /** {@code -> e}, with an empty payload, as there is no secrecy yet. */
    byte[] first() throws IOException {
        state.mixHash(ephemeral.point());
        return join(ephemeral.point(), state.encryptAndHash(NOTHING));
    }

    byte[] readFirst(byte[] message) throws IOException {
        if (message.length < NoiseKey.BYTES) {
            throw new HandshakeException("noise: message 1 has " + message.length + " bytes (expected: 32 or more)");
        }
        byte[] theirs = Arrays.copyOf(message, NoiseKey.BYTES);
        state.mixHash(theirs);
        state.decryptAndHash(Arrays.copyOfRange(message, NoiseKey.BYTES, message.length));
        return theirs;
    }

    /** {@code <- e, ee, s, es}. */
    byte[] second(byte[] theirs) throws IOException {
        state.mixHash(ephemeral.point());
        state.mixKey(ephemeral.agree(theirs));
        byte[] key = state.encryptAndHash(own.point());
        state.mixKey(own.agree(theirs));
        return join(ephemeral.point(), key, state.encryptAndHash(payload));
    }

    Remote readSecond(byte[] message) throws IOException {
        int keyEnd = NoiseKey.BYTES + NoiseKey.BYTES + NoiseCipher.TAG_BYTES;
        if (message.length < keyEnd + NoiseCipher.TAG_BYTES) {
            throw new HandshakeException("noise: message 2 has " + message.length + " bytes (expected: 96 or more)");
        }
        byte[] theirs = Arrays.copyOf(message, NoiseKey.BYTES);
        state.mixHash(theirs);
        state.mixKey(ephemeral.agree(theirs));
        byte[] key = state.decryptAndHash(Arrays.copyOfRange(message, NoiseKey.BYTES, keyEnd));
        state.mixKey(ephemeral.agree(key));
        return new Remote(theirs, key, state.decryptAndHash(Arrays.copyOfRange(message, keyEnd, message.length)));
    }

    /** {@code -> s, se}. */
    byte[] third(byte[] theirs) throws IOException {
        byte[] key = state.encryptAndHash(own.point());
        state.mixKey(own.agree(theirs));
        return join(key, state.encryptAndHash(payload));
    }

    Remote readThird(byte[] message, byte[] theirs) throws IOException {
        int keyEnd = NoiseKey.BYTES + NoiseCipher.TAG_BYTES;
        if (message.length < keyEnd + NoiseCipher.TAG_BYTES) {
            throw new HandshakeException("noise: message 3 has " + message.length + " bytes (expected: 64 or more)");
        }
        byte[] key = state.decryptAndHash(Arrays.copyOf(message, keyEnd));
        state.mixKey(ephemeral.agree(key));
        return new Remote(theirs, key, state.decryptAndHash(Arrays.copyOfRange(message, keyEnd, message.length)));
    }

    NoiseState state() {
        return state;
    }

    private static Result result(Remote remote, NoiseCipher sending, NoiseCipher receiving) throws IOException {
        NoisePayload payload = NoisePayload.decode(remote.payload());
        return new Result(payload.proven(remote.key()), payload.muxers(), sending, receiving);
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    /** What the other side sent: its ephemeral key, its static key and its payload. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; made and read within one handshake.
    record Remote(byte[] ephemeral, byte[] key, byte[] payload) {}

    /** A handshake that succeeded. */
    record Result(PeerId remote, List<String> muxers, NoiseCipher sending, NoiseCipher receiving) {}
}
