package io.beemesh.mesh.frame;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.beemesh.libp2p.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads messages, each with its length before it as an unsigned varint.
 *
 * <p>Never reads beyond the message it was asked for, and allocates as bytes arrive, not as they are promised. Not for
 * two threads at once.
 */
public final class FrameReader {
    private static final int FIRST_ALLOCATION_BYTES = 8 * 1024;
    private static final int LENGTH_BYTES_MAX = 4;

    private final InputStream in;

    /** Reads from a stream, which it does not close. */
    public FrameReader(InputStream in) {
        this.in = in;
    }

    /** Reads from a stream, all reads together within a bound; a later read fails with SocketTimeoutException. */
    public static FrameReader within(Duration bound, Stream stream) {
        return new FrameReader(new BoundedInput(stream, bound));
    }

    /** The next message; blocks until it is there whole. Fails if the stream ends before it. */
    public <T extends MessageLite> T read(MessageKind<T> kind) throws IOException {
        return readIfAny(kind)
                .orElseThrow(() -> new FrameException("the stream ended (expected: a " + kind.name() + ")"));
    }

    /** The next message, or nothing if the stream ended where one could have begun. */
    public <T extends MessageLite> Optional<T> readIfAny(MessageKind<T> kind) throws IOException {
        int length = readLength(kind);
        if (length < 0) {
            return Optional.empty();
        }
        byte[] body = readBody(kind, length);
        try {
            return Optional.of(kind.parser().parseFrom(body));
        } catch (InvalidProtocolBufferException e) {
            throw new FrameException("%s of %d bytes does not decode".formatted(kind.name(), length), e);
        }
    }

    /** The length, or -1 at the end. Refuses it as soon as it is known to be over the cap. */
    private int readLength(MessageKind<?> kind) throws IOException {
        int length = 0;
        for (int i = 0; i < LENGTH_BYTES_MAX; i++) {
            int next = in.read();
            if (next < 0) {
                if (i == 0) {
                    return -1;
                }
                throw new FrameException("the stream ended within the length of a " + kind.name());
            }
            length |= (next & 0x7f) << (7 * i);
            if (next < 0x80) {
                return checked(kind, length, i > 0 && next == 0);
            }
        }
        throw new FrameException(
                "the length of a %s takes more than %d bytes".formatted(kind.name(), LENGTH_BYTES_MAX));
    }

    private static int checked(MessageKind<?> kind, int length, boolean padded) throws FrameException {
        if (padded) {
            throw new FrameException("the length of a " + kind.name() + " is padded (expected: the shortest form)");
        }
        if (length > kind.capBytes()) {
            throw new FrameException(
                    "%s of %d bytes (expected: at most %d)".formatted(kind.name(), length, kind.capBytes()));
        }
        return length;
    }

    private byte[] readBody(MessageKind<?> kind, int length) throws IOException {
        byte[] body = new byte[Math.min(length, FIRST_ALLOCATION_BYTES)];
        int have = 0;
        while (have < length) {
            if (have == body.length) {
                body = Arrays.copyOf(body, Math.min(length, body.length * 2));
            }
            int count = in.read(body, have, body.length - have);
            if (count < 0) {
                throw new FrameException(
                        "the stream ended after %d of %d bytes of a %s".formatted(have, length, kind.name()));
            }
            have += count;
        }
        return body;
    }
}
