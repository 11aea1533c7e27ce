package io.beemesh.libp2p.identity;

import java.math.BigInteger;

/**
 * Bytes as text: base58btc, and base32 and base36 as CIDs use them.
 *
 * <p><i>Source:</i> multiformats multibase. Text longer than {@value #TEXT_MAX} characters is refused, as the
 * arithmetic is quadratic.
 */
final class Multibase {
    private static final int TEXT_MAX = 256;
    private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final String BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

    private Multibase() {}

    static String base58(byte[] bytes) {
        return digits(bytes, BASE58);
    }

    static byte[] ofBase58(String text) {
        return ofDigits(text, BASE58);
    }

    static String base36(byte[] bytes) {
        return digits(bytes, BASE36);
    }

    static byte[] ofBase36(String text) {
        return ofDigits(text, BASE36);
    }

    static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (byte next : bytes) {
            held = held << 8 | (next & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(BASE32.charAt((held >>> bits) & 31));
            }
        }
        return bits == 0
                ? text.toString()
                : text.append(BASE32.charAt((held << (5 - bits)) & 31)).toString();
    }

    static byte[] ofBase32(String text) {
        bounded(text);
        byte[] bytes = new byte[text.length() * 5 / 8];
        int held = 0;
        int bits = 0;
        int filled = 0;
        for (int i = 0; i < text.length(); i++) {
            held = held << 5 | digit(text, i, BASE32);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[filled++] = (byte) (held >>> bits);
            }
        }
        if (bits >= 5 || (held & ((1 << bits) - 1)) != 0) {
            throw new IllegalArgumentException("base32: bits are left over at the end of '" + text + "'");
        }
        return bytes;
    }

    private static String digits(byte[] bytes, String alphabet) {
        BigInteger base = BigInteger.valueOf(alphabet.length());
        StringBuilder text = new StringBuilder();
        for (BigInteger rest = new BigInteger(1, bytes); rest.signum() > 0; ) {
            BigInteger[] parts = rest.divideAndRemainder(base);
            text.append(alphabet.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
            text.append(alphabet.charAt(0));
        }
        return text.reverse().toString();
    }

    private static byte[] ofDigits(String text, String alphabet) {
        bounded(text);
        BigInteger base = BigInteger.valueOf(alphabet.length());
        BigInteger value = BigInteger.ZERO;
        int zeros = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = digit(text, i, alphabet);
            zeros += value.signum() == 0 && digit == 0 ? 1 : 0;
            value = value.multiply(base).add(BigInteger.valueOf(digit));
        }
        byte[] magnitude = value.signum() == 0 ? new byte[0] : value.toByteArray();
        int sign = magnitude.length > 0 && magnitude[0] == 0 ? 1 : 0;
        byte[] bytes = new byte[zeros + magnitude.length - sign];
        System.arraycopy(magnitude, sign, bytes, zeros, magnitude.length - sign);
        return bytes;
    }

    private static int digit(String text, int index, String alphabet) {
        int digit = alphabet.indexOf(text.charAt(index));
        if (digit < 0) {
            throw new IllegalArgumentException("base" + alphabet.length() + ": '" + text + "' has '"
                    + text.charAt(index) + "' (expected: one of " + alphabet + ")");
        }
        return digit;
    }

    private static void bounded(String text) {
        if (text.length() > TEXT_MAX) {
            throw new IllegalArgumentException(
                    "multibase: " + text.length() + " characters (expected: at most " + TEXT_MAX + ")");
        }
    }
}
