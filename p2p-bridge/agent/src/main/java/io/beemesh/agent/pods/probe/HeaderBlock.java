package io.beemesh.agent.pods.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The headers of an HTTP/2 answer to somebody who allowed no dynamic table, or as much of them as a caller of gRPC
 * needs: {@code :status} and what has a name of its own.
 *
 * <p><i>Source:</i> RFC 7541.
 */
final class HeaderBlock {
    private static final int STATUS_FIRST = 8;
    private static final String[] STATUSES = {"200", "204", "206", "304", "400", "404", "500"};
    private static final int STATIC_MAX = 61;

    /** How many bits the codes of the characters from the blank on have, in base 36; the codes are canonical. */
    private static final String BITS =
            "6aacd68baa8b8666555666666678f6cad67777777777777777777777878djde6f56565666577666567655677777fbed";

    private static final int BITS_MAX = 19;
    private static final Map<Integer, Character> CODES = codes();

    private final byte[] bytes;
    private int at;

    private HeaderBlock(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads a whole block. */
    static Map<String, String> read(byte[] bytes) throws IOException {
        HeaderBlock block = new HeaderBlock(bytes);
        Map<String, String> headers = new HashMap<>();
        while (block.at < bytes.length) {
            block.field(headers);
        }
        return headers;
    }

    private void field(Map<String, String> headers) throws IOException {
        int first = bytes[at] & 0xff;
        if (first >= 0x80) {
            int index = number(7);
            if (index == 0 || index > STATIC_MAX) {
                throw malformed();
            }
            if (index >= STATUS_FIRST && index < STATUS_FIRST + STATUSES.length) {
                headers.put(":status", STATUSES[index - STATUS_FIRST]);
            }
        } else if (first >= 0x20 && first < 0x40) {
            // The size of the dynamic table, which is none.
            number(5);
        } else {
            int index = number(first >= 0x40 ? 6 : 4);
            if (index > STATIC_MAX) {
                throw malformed();
            }
            String name = index == 0 ? text(true) : "";
            boolean status = index >= STATUS_FIRST && index < STATUS_FIRST + STATUSES.length;
            String value = text(status || !name.isEmpty());
            if (status || !name.isEmpty()) {
                headers.put(status ? ":status" : name, value);
            }
        }
    }

    private int number(int prefixBits) throws IOException {
        int mask = (1 << prefixBits) - 1;
        int number = next() & mask;
        if (number < mask) {
            return number;
        }
        for (int shift = 0; shift <= 14; shift += 7) {
            int more = next();
            number += (more & 0x7f) << shift;
            if (more < 0x80) {
                return number;
            }
        }
        throw malformed();
    }

    private int next() throws IOException {
        if (at == bytes.length) {
            throw malformed();
        }
        return bytes[at++] & 0xff;
    }

    private String text(boolean wanted) throws IOException {
        boolean coded = at < bytes.length && bytes[at] < 0;
        int length = number(7);
        if (length > bytes.length - at) {
            throw malformed();
        }
        at += length;
        if (!wanted) {
            return "";
        }
        return coded ? decoded(at - length, at) : new String(bytes, at - length, length, StandardCharsets.ISO_8859_1);
    }

    private String decoded(int from, int to) throws IOException {
        StringBuilder text = new StringBuilder();
        int code = 1;
        int bits = 0;
        for (int i = from * 8; i < to * 8; i++) {
            code = (code << 1) | ((bytes[i / 8] >> (7 - i % 8)) & 1);
            bits++;
            Character character = CODES.get(code);
            if (character != null) {
                text.append(character.charValue());
                code = 1;
                bits = 0;
            } else if (bits > BITS_MAX) {
                throw malformed();
            }
        }
        return text.toString();
    }

    /** Characters by their codes, each with a 1 before it so that leading zeros count. */
    private static Map<Integer, Character> codes() {
        Map<Integer, Character> codes = new HashMap<>();
        int code = 0;
        for (int bits = 1; bits <= BITS_MAX; bits++) {
            code <<= 1;
            // NUL has a code of 13 bits, the first of them.
            code += bits == 13 ? 1 : 0;
            for (int i = 0; i < BITS.length(); i++) {
                if (Character.digit(BITS.charAt(i), 36) == bits) {
                    codes.put((1 << bits) | code++, (char) (' ' + i));
                }
            }
        }
        return Map.copyOf(codes);
    }

    private static IOException malformed() {
        return new IOException("malformed HTTP/2 headers");
    }
}
