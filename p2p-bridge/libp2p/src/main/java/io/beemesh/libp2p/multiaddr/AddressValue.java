package io.beemesh.libp2p.multiaddr;

import io.beemesh.libp2p.identity.PeerId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How the value of a part is written, as text and as bytes. */
enum AddressValue {
    NONE(0),
    IP4(4),
    IP6(16),
    PORT(2),
    NUMBER(8),
    TEXT(-1),
    BASE64(-1),
    PEER(-1);

    /** How many bytes it has; -1 if a length stands before them. */
    final int bytes;

    AddressValue(int bytes) {
        this.bytes = bytes;
    }

    byte[] encode(String text) {
        return switch (this) {
            case NONE -> new byte[0];
            case IP4, IP6 -> address(text, bytes);
            case PORT -> port(text);
            case NUMBER -> number(text);
            case TEXT -> checkedName(text).getBytes(StandardCharsets.UTF_8);
            case BASE64 -> base64(text);
            case PEER -> PeerId.parse(text).bytes();
        };
    }

    String decode(byte[] value) {
        return switch (this) {
            case NONE -> "";
            case IP4, IP6 -> addressText(value);
            case PORT -> Integer.toString(ByteBuffer.wrap(value).getShort() & 0xffff);
            case NUMBER -> Long.toUnsignedString(ByteBuffer.wrap(value).getLong());
            case TEXT -> checkedName(new String(value, StandardCharsets.UTF_8));
            case BASE64 -> "u" + Base64.getUrlEncoder().withoutPadding().encodeToString(value);
            case PEER -> PeerId.ofMultihash(value).toString();
        };
    }

    private static byte[] address(String text, int bytes) {
        boolean literal =
                bytes == 4 ? text.matches("[0-9]+(\\.[0-9]+){3}") : text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
        if (literal) {
            return literalAddress(text, bytes);
        }
        throw new IllegalArgumentException("multiaddr: '" + text + "' is no IP address of " + bytes + " bytes");
    }

    private static byte[] literalAddress(String text, int bytes) {
        try {
            byte[] parsed = InetAddress.ofLiteral(text).getAddress();
            return bytes == 16 && parsed.length == 4 ? mapped(parsed) : parsed;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("multiaddr: '" + text + "' is no IP address", e);
        }
    }

    private static byte[] mapped(byte[] ip4) {
        return ByteBuffer.allocate(16).putShort(10, (short) -1).put(12, ip4).array();
    }

    private static String addressText(byte[] bytes) {
        try {
            String text = InetAddress.getByAddress(bytes).getHostAddress();
            return bytes.length == 16 && text.indexOf(':') < 0 ? "::ffff:" + text : text;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("multiaddr: IP address of " + bytes.length + " bytes", e);
        }
    }

    private static byte[] port(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("multiaddr: port '" + text + "' (expected: 0 to 65535)");
        }
        return new byte[] {(byte) (port >>> 8), (byte) port};
    }

    private static byte[] number(String text) {
        return ByteBuffer.allocate(8).putLong(Long.parseUnsignedLong(text)).array();
    }

    private static String checkedName(String text) {
        if (text.isEmpty() || text.length() > 255 || text.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "multiaddr: a name of " + text.length() + " characters (expected: 1 to 255, no slash)");
        }
        return text;
    }

    private static byte[] base64(String text) {
        if (!text.startsWith("u")) {
            throw new IllegalArgumentException("multiaddr: certhash '" + text + "' (expected: u, then base64url)");
        }
        return Base64.getUrlDecoder().decode(text.substring(1));
    }
}
