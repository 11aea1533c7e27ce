package io.beemesh.libp2p.multiaddr;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.protobuf.Delimited;
import io.beemesh.libp2p.protobuf.Varint;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network address that says of itself how it is read, such as {@code /ip4/10.0.0.1/tcp/4001/p2p/12D3...}.
 *
 * <p>Immutable; equal by its parts. Every method that reads one throws {@link IllegalArgumentException} if it is
 * malformed or names an unknown protocol. <i>Source:</i> libp2p specs, addressing; multiformats multiaddr.
 */
public final class Multiaddr {
    private static final int BYTES_MAX = 1024;
    private static final int PARTS_MAX = 32;

    private final List<Part> parts;

    private Multiaddr(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Reads the text form. */
    public static Multiaddr parse(String text) {
        String[] words = text.split("/", -1);
        if (text.length() > BYTES_MAX || words.length < 2 || !words[0].isEmpty()) {
            throw new IllegalArgumentException("multiaddr: '" + text.substring(0, Math.min(80, text.length()))
                    + "' (expected: /protocol/value..., at most " + BYTES_MAX + " characters)");
        }
        int end = words[words.length - 1].isEmpty() ? words.length - 1 : words.length;
        List<Part> parts = new ArrayList<>();
        for (int i = 1; i < end; i++) {
            AddressPart kind = AddressPart.of(words[i]);
            if (kind.hasValue() && ++i >= end) {
                throw new IllegalArgumentException("multiaddr: '" + text + "' has no value after " + kind.label);
            }
            String value = kind.hasValue() ? kind.decode(kind.encode(words[i])) : "";
            parts.add(new Part(kind, value));
        }
        return bounded(parts);
    }

    /** Reads the binary form. */
    public static Multiaddr ofBytes(byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "multiaddr: " + bytes.length + " bytes (expected: at most " + BYTES_MAX + ")");
        }
        List<Part> parts = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            AddressPart kind = AddressPart.of(Varint.read(in));
            long length = kind.lengthPrefixed() ? Varint.read(in) : kind.valueBytes();
            if (length > in.remaining()) {
                throw new IllegalArgumentException(
                        "multiaddr: " + kind + " claims " + length + " bytes, " + in.remaining() + " are left");
            }
            byte[] value = new byte[(int) length];
            in.get(value);
            parts.add(new Part(kind, kind.decode(value)));
        }
        return bounded(parts);
    }

    /** The TCP address of a socket whose name is resolved. */
    public static Multiaddr ofTcp(InetSocketAddress socket) {
        InetAddress address = socket.getAddress();
        String kind = address.getAddress().length == 4 ? "/ip4/" : "/ip6/";
        String host = address.getHostAddress().replaceFirst("%.*", "");
        return parse(kind + host + "/tcp/" + socket.getPort());
    }

    /** The address of a listener in a memory network. */
    public static Multiaddr ofMemory(long number) {
        return new Multiaddr(List.of(new Part(AddressPart.MEMORY, Long.toUnsignedString(number))));
    }

    /** A peer at whatever address it is connected by. */
    public static Multiaddr ofPeer(PeerId peer) {
        return new Multiaddr(List.of(new Part(AddressPart.P2P, peer.toString())));
    }

    private static Multiaddr bounded(List<Part> parts) {
        if (parts.isEmpty() || parts.size() > PARTS_MAX) {
            throw new IllegalArgumentException(
                    "multiaddr: " + parts.size() + " parts (expected: 1 to " + PARTS_MAX + ")");
        }
        return new Multiaddr(parts);
    }

    /** The binary form; a copy. */
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Part part : parts) {
            byte[] value = part.kind.encode(part.value);
            Varint.write(out, part.kind.code);
            if (part.kind.lengthPrefixed()) {
                Delimited.append(out, value);
            } else {
                out.writeBytes(value);
            }
        }
        return out.toByteArray();
    }

    /** The peer that is meant: the last one named, as one before it would be a relay. */
    public Optional<PeerId> peer() {
        Part last = parts.getLast();
        return last.kind == AddressPart.P2P ? Optional.of(PeerId.parse(last.value)) : Optional.empty();
    }

    /** This address with that peer at its end, in place of one that stands there. */
    public Multiaddr withPeer(PeerId peer) {
        List<Part> all = new ArrayList<>(withoutPeer().parts);
        all.add(new Part(AddressPart.P2P, peer.toString()));
        return new Multiaddr(all);
    }

    /** This address without a peer at its end; itself if it is nothing but a peer. */
    public Multiaddr withoutPeer() {
        boolean named = parts.size() > 1 && parts.getLast().kind == AddressPart.P2P;
        return named ? new Multiaddr(parts.subList(0, parts.size() - 1)) : this;
    }

    /** The way through the peer of this address to those that it relays to. */
    public Multiaddr circuit() {
        List<Part> all = new ArrayList<>(parts);
        all.add(new Part(AddressPart.P2P_CIRCUIT, ""));
        return bounded(all);
    }

    /** Whether it leads through a relay. */
    public boolean relayed() {
        return parts.stream().anyMatch(part -> part.kind == AddressPart.P2P_CIRCUIT);
    }

    /** Where the relay is that this address leads through, the last one of several; empty if there is none. */
    public Optional<Multiaddr> relay() {
        List<AddressPart> kinds = parts.stream().map(Part::kind).toList();
        int at = kinds.lastIndexOf(AddressPart.P2P_CIRCUIT);
        return at > 0 ? Optional.of(new Multiaddr(parts.subList(0, at))) : Optional.empty();
    }

    /** Where to dial over plain TCP: an IP address or an unresolved name, and a port; empty for any other address. */
    public Optional<InetSocketAddress> socketAddress() {
        List<Part> place = withoutPeer().parts;
        if (place.size() != 2 || place.get(1).kind != AddressPart.TCP) {
            return Optional.empty();
        }
        String host = place.get(0).value;
        int port = Integer.parseInt(place.get(1).value);
        return switch (place.get(0).kind) {
            case IP4, IP6 -> Optional.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
            case DNS, DNS4, DNS6 -> Optional.of(InetSocketAddress.createUnresolved(host, port));
            default -> Optional.empty();
        };
    }

    /** The number of a listener in a memory network; empty for any other address. */
    public Optional<Long> memory() {
        List<Part> place = withoutPeer().parts;
        boolean memory = place.size() == 1 && place.get(0).kind == AddressPart.MEMORY;
        return memory ? Optional.of(Long.parseUnsignedLong(place.get(0).value)) : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Multiaddr that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    /** The text form. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append('/').append(part.kind.label);
            if (part.kind.hasValue()) {
                text.append('/').append(part.value);
            }
        }
        return text.toString();
    }

    /** One part, its value in canonical text. */
    private record Part(AddressPart kind, String value) {}
}
