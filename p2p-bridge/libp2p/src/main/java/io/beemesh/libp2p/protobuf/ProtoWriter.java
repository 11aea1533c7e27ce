package io.beemesh.libp2p.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes fields in the order of its calls, lengths and tags in their shortest form. For one thread. */
public final class ProtoWriter {
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    /** Appends a varint field. */
    public ProtoWriter varint(int field, long value) {
        Varint.write(out, (long) field << 3);
        Varint.write(out, value);
        return this;
    }

    /** Appends a bytes field or an embedded message. */
    public ProtoWriter bytes(int field, byte[] value) {
        Varint.write(out, ((long) field << 3) | LENGTH_DELIMITED);
        Delimited.append(out, value);
        return this;
    }

    /** Appends a string field. */
    public ProtoWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** The message so far; a copy. */
    public byte[] toByteArray() {
        return out.toByteArray();
    }
}
