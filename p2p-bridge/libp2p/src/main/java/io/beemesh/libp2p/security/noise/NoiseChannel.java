package io.beemesh.libp2p.security.noise;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.security.SecureChannel;
import io.beemesh.libp2p.transport.BufferPool;
import io.beemesh.libp2p.transport.RawConnection;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records after the handshake: two bytes of length, then at most 65,535 of ciphertext, which is decrypted in place. */
public final class NoiseChannel implements SecureChannel {
    private static final int HEAD_BYTES = 2;
    private static final int RECORD_MAX_BYTES = 65_535;

    /** The most that one record carries. */
    public static final int PLAIN_MAX_BYTES = RECORD_MAX_BYTES - NoiseCipher.TAG_BYTES;

    /** The size of the buffers that it borrows: two records of the largest size. */
    public static final int BUFFER_BYTES = 2 * (HEAD_BYTES + RECORD_MAX_BYTES);

    private static final int SMALL_BYTES = 2048;
    private static final byte[] NO_DATA = {};

    private final RawConnection raw;
    private final NoiseHandshake.Result result;
    private final Optional<String> muxer;
    private final BufferPool buffers;
    private final NoiseInput input;

    NoiseChannel(RawConnection raw, NoiseHandshake.Result result, Optional<String> muxer, BufferPool buffers) {
        this.raw = raw;
        this.result = result;
        this.muxer = muxer;
        this.buffers = buffers;
        this.input = new NoiseInput(raw.in(), buffers);
    }

    @Override
    public PeerId remote() {
        return result.remote();
    }

    @Override
    public Optional<String> muxer() {
        return muxer;
    }

    @Override
    public @Nullable ByteBuffer receive() throws IOException {
        while (input.next()) {
            int length = input.length();
            if (length < NoiseCipher.TAG_BYTES) {
                throw new ProtocolException("noise: a record of " + length + " bytes (expected: 16 or more)");
            }
            byte[] bytes = input.bytes();
            int at = input.offset();
            int plain = result.receiving().decrypt(NO_DATA, new NoiseCipher.Slice(bytes, at, length), bytes, at);
            if (plain > 0) {
                return ByteBuffer.wrap(bytes, at, plain);
            }
        }
        return null;
    }

    @Override
    public void send(byte[] bytes, int offset, int length) throws IOException {
        boolean small = length <= SMALL_BYTES;
        byte[] target = small ? new byte[HEAD_BYTES + length + NoiseCipher.TAG_BYTES] : buffers.take();
        try {
            for (int done = 0; done < length; ) {
                done += sendSome(new NoiseCipher.Slice(bytes, offset + done, length - done), target);
            }
        } finally {
            if (!small) {
                buffers.give(target);
            }
        }
    }

    /** Encrypts as many records as the target holds and writes them in one go. */
    private int sendSome(NoiseCipher.Slice source, byte[] target) throws IOException {
        int taken = 0;
        int filled = 0;
        while (taken < source.length() && filled + HEAD_BYTES + NoiseCipher.TAG_BYTES < target.length) {
            int room = target.length - filled - HEAD_BYTES - NoiseCipher.TAG_BYTES;
            int part = Math.min(Math.min(source.length() - taken, PLAIN_MAX_BYTES), room);
            NoiseCipher.Slice plain = new NoiseCipher.Slice(source.bytes(), source.offset() + taken, part);
            int sealed = result.sending().encrypt(NO_DATA, plain, target, filled + HEAD_BYTES);
            target[filled] = (byte) (sealed >>> 8);
            target[filled + 1] = (byte) sealed;
            filled += HEAD_BYTES + sealed;
            taken += part;
        }
        raw.out().write(target, 0, filled);
        return taken;
    }

    @Override
    public void close() {
        raw.close();
    }
}
