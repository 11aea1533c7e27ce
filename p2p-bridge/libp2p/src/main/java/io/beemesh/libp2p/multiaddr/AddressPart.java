package io.beemesh.libp2p.multiaddr;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The kinds of parts that an address may have.
 *
 * <p><i>Source:</i> multicodec's table, tag multiaddr.
 */
enum AddressPart {
    IP4(0x04, "ip4", AddressValue.IP4),
    TCP(0x06, "tcp", AddressValue.PORT),
    IP6(0x29, "ip6", AddressValue.IP6),
    IP6ZONE(0x2a, "ip6zone", AddressValue.TEXT),
    DNS(0x35, "dns", AddressValue.TEXT),
    DNS4(0x36, "dns4", AddressValue.TEXT),
    DNS6(0x37, "dns6", AddressValue.TEXT),
    DNSADDR(0x38, "dnsaddr", AddressValue.TEXT),
    UDP(0x0111, "udp", AddressValue.PORT),
    WEBRTC_DIRECT(0x0118, "webrtc-direct", AddressValue.NONE),
    WEBRTC(0x0119, "webrtc", AddressValue.NONE),
    P2P_CIRCUIT(0x0122, "p2p-circuit", AddressValue.NONE),
    P2P(0x01a5, "p2p", AddressValue.PEER),
    HTTPS(0x01bb, "https", AddressValue.NONE),
    TLS(0x01c0, "tls", AddressValue.NONE),
    SNI(0x01c1, "sni", AddressValue.TEXT),
    NOISE(0x01c6, "noise", AddressValue.NONE),
    QUIC(0x01cc, "quic", AddressValue.NONE),
    QUIC_V1(0x01cd, "quic-v1", AddressValue.NONE),
    WEBTRANSPORT(0x01d1, "webtransport", AddressValue.NONE),
    CERTHASH(0x01d2, "certhash", AddressValue.BASE64),
    WS(0x01dd, "ws", AddressValue.NONE),
    WSS(0x01de, "wss", AddressValue.NONE),
    HTTP(0x01e0, "http", AddressValue.NONE),
    MEMORY(0x0309, "memory", AddressValue.NUMBER);

    private static final Map<String, AddressPart> BY_LABEL =
            Arrays.stream(values()).collect(Collectors.toMap(part -> part.label, Function.identity()));
    private static final Map<Long, AddressPart> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toMap(part -> part.code, Function.identity()));

    final long code;
    final String label;
    private final AddressValue value;

    AddressPart(long code, String label, AddressValue value) {
        this.code = code;
        this.label = label;
        this.value = value;
    }

    static AddressPart of(String label) {
        AddressPart part = "ipfs".equals(label) ? P2P : BY_LABEL.get(label);
        if (part == null) {
            throw new IllegalArgumentException("multiaddr: unknown protocol '" + label + "'");
        }
        return part;
    }

    static AddressPart of(long code) {
        AddressPart part = BY_CODE.get(code);
        if (part == null) {
            throw new IllegalArgumentException("multiaddr: unknown protocol code " + code);
        }
        return part;
    }

    boolean hasValue() {
        return value != AddressValue.NONE;
    }

    boolean lengthPrefixed() {
        return value.bytes < 0;
    }

    int valueBytes() {
        return value.bytes;
    }

    byte[] encode(String text) {
        return value.encode(text);
    }

    String decode(byte[] bytes) {
        return value.decode(bytes);
    }

    /** For messages: the label and its code. */
    @Override
    public String toString() {
        return label + "(0x" + HexFormat.of().toHexDigits((short) code) + ")";
    }
}
