package io.beemesh.provider.kubelet.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent escapes of request targets (RFC 3986 section 2.1), strictly. */
final class Escapes {
    private static final int ESCAPE_LENGTH = 3;

    private Escapes() {}

    static String decode(String text) throws MalformedRequestException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '%') {
                bytes.write(escaped(text, at));
                at += ESCAPE_LENGTH;
            } else {
                bytes.write(c);
                at++;
            }
        }
        return utf8(bytes.toByteArray());
    }

    private static int escaped(String text, int at) throws MalformedRequestException {
        if (at + ESCAPE_LENGTH > text.length()) {
            throw broken();
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        if (high < 0 || low < 0) {
            throw broken();
        }
        return high << 4 | low;
    }

    private static String utf8(byte[] bytes) throws MalformedRequestException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedRequestException(400, "request target: escapes are not UTF-8");
        }
    }

    private static MalformedRequestException broken() {
        return new MalformedRequestException(400, "request target: broken escape (expected: two hexadecimal digits)");
    }
}
