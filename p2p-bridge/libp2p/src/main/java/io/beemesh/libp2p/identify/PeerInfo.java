package io.beemesh.libp2p.identify;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.protobuf.ProtoReader;
import io.beemesh.libp2p.protobuf.ProtoWriter;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a peer says of itself; nothing of it is proven.
 *
 * @param publicKey the message that names its key; may be empty
 * @param listenAddresses where it says that it listens, without its id
 * @param protocols what it serves
 * @param observed where it sees the one who asked
 * @param protocolVersion of its network; may be empty
 * @param agentVersion of its program; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // Equality is not asked for, and the bytes are nobody else's.
public record PeerInfo(
        byte[] publicKey,
        List<Multiaddr> listenAddresses,
        List<String> protocols,
        Optional<Multiaddr> observed,
        String protocolVersion,
        String agentVersion) {
    /** More than this of one kind is dropped. */
    private static final int MANY = 256;

    byte[] encode() {
        ProtoWriter out = new ProtoWriter().bytes(1, publicKey);
        listenAddresses.forEach(address -> out.bytes(2, address.withoutPeer().bytes()));
        protocols.forEach(protocol -> out.text(3, protocol));
        observed.ifPresent(address -> out.bytes(4, address.withoutPeer().bytes()));
        return out.text(5, protocolVersion).text(6, agentVersion).toByteArray();
    }

    /** Of messages in a row, where a later one adds to lists and replaces the rest. */
    static PeerInfo decode(byte[] message) throws ProtocolException {
        byte[] key = {};
        List<Multiaddr> addresses = new ArrayList<>();
        List<String> protocols = new ArrayList<>();
        Optional<Multiaddr> observed = Optional.empty();
        String protocolVersion = "";
        String agentVersion = "";
        try {
            ProtoReader in = new ProtoReader(message);
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> key = in.bytes();
                    case 2 ->
                        address(in.bytes()).filter(a -> addresses.size() < MANY).ifPresent(addresses::add);
                    case 3 -> add(protocols, in.text());
                    case 4 -> observed = address(in.bytes());
                    case 5 -> protocolVersion = in.text();
                    case 6 -> agentVersion = in.text();
                    default -> {
                        // A signed record and what others invent is not used here.
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            throw (ProtocolException) new ProtocolException("identify: the message is malformed").initCause(e);
        }
        return new PeerInfo(
                key, List.copyOf(addresses), List.copyOf(protocols), observed, protocolVersion, agentVersion);
    }

    private static void add(List<String> protocols, String protocol) {
        if (protocols.size() < MANY) {
            protocols.add(protocol);
        }
    }

    /** An address of a kind that this side does not know is skipped. */
    private static Optional<Multiaddr> address(byte[] bytes) {
        try {
            return Optional.of(Multiaddr.ofBytes(bytes).withoutPeer());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
