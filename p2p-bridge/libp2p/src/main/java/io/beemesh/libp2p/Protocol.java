package io.beemesh.libp2p;

import java.nio.charset.StandardCharsets;

/**
 * The id of a protocol as multistream-select sends it, such as {@code /ipfs/ping/1.0.0}.
 *
 * @param id starts with a slash, holds no line break, at most {@value #ID_BYTES_MAX} bytes of UTF-8
 */
public record Protocol(String id) {
    /** The longest id that js-libp2p accepts, line break excluded. */
    public static final int ID_BYTES_MAX = 1023;

    /** Refuses an id that could not be negotiated. */
    public Protocol {
        if (!id.startsWith("/") || id.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("protocol id: '" + id + "' (expected: a slash first, no line break)");
        }
        if (id.getBytes(StandardCharsets.UTF_8).length > ID_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "protocol id of " + id.length() + " characters (expected: at most " + ID_BYTES_MAX + " bytes)");
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
