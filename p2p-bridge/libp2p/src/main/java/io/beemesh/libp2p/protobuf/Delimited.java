package io.beemesh.libp2p.protobuf;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.Optional;

/** Bytes that follow their length, which is a varint, on a stream or in a message. */
public final class Delimited {
    private Delimited() {}

    /** Length and message in one piece. */
    public static byte[] of(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 2);
        append(out, message);
        return out.toByteArray();
    }

    /** Appends length and message. */
    public static void append(ByteArrayOutputStream out, byte[] message) {
        Varint.write(out, message.length);
        out.writeBytes(message);
    }

    /**
     * Reads one message and not a byte more.
     *
     * @param max its largest length that is acceptable
     * @param protocol that speaks, for errors
     * @return empty if the stream ended before it began
     * @throws ProtocolException if it is longer, or its length malformed
     * @throws EOFException if the stream ended within it
     */
    public static Optional<byte[]> read(InputStream in, int max, String protocol) throws IOException {
        int length = Varint.readLength(in, max);
        if (length < 0) {
            return Optional.empty();
        }
        byte[] message = in.readNBytes(length);
        if (message.length < length) {
            throw new EOFException(protocol + ": the stream ended within a message, after " + message.length + " of "
                    + length + " bytes");
        }
        return Optional.of(message);
    }
}
