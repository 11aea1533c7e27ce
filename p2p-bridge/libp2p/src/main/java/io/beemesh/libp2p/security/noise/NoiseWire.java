package io.beemesh.libp2p.security.noise;

import io.beemesh.libp2p.security.HandshakeException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Handshake messages, each with its length in two bytes before it.
 *
 * @param in read exactly, as records follow
 * @param out unbuffered
 */
record NoiseWire(InputStream in, OutputStream out) {
    /** Room for the largest identity key and signature, and for extensions. */
    private static final int MESSAGE_MAX_BYTES = 16 * 1024;

    void send(byte[] message) throws IOException {
        out.write(ByteBuffer.allocate(2 + message.length)
                .putShort((short) message.length)
                .put(message)
                .array());
        out.flush();
    }

    byte[] receive() throws IOException {
        byte[] head = in.readNBytes(2);
        int length = head.length < 2 ? 0 : ((head[0] & 0xff) << 8) | (head[1] & 0xff);
        if (length > MESSAGE_MAX_BYTES) {
            throw new HandshakeException(
                    "noise: a handshake message of " + length + " bytes (expected: at most " + MESSAGE_MAX_BYTES + ")");
        }
        byte[] message = in.readNBytes(length);
        if (head.length < 2 || message.length < length) {
            throw new EOFException("noise: the connection ended within the handshake");
        }
        return message;
    }
}
