package io.beemesh.libp2p.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What signatures are for, put before what is signed: one of these never counts as a signature of anything else. Pure.
 *
 * @param prefix in ASCII, with the mark that ends it
 */
public record SigningDomain(String prefix) {
    /** The bytes that a signature of data covers. */
    public byte[] signed(byte[] data) {
        byte[] before = prefix.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(before.length + data.length)
                .put(before)
                .put(data)
                .array();
    }
}
