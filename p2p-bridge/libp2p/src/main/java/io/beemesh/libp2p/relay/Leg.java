package io.beemesh.libp2p.relay;

import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.protobuf.Delimited;
import io.beemesh.libp2p.protobuf.ProtoReader;
import io.beemesh.libp2p.protobuf.ProtoWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two legs of a circuit, and how messages look on each.
 *
 * <p><i>Source:</i> libp2p specs, circuit relay v2, "Protobuf".
 */
enum Leg {
    /** From a peer to the relay. */
    HOP(RelayService.HOP_ID, 1, 4),

    /** From the relay to the peer that is meant. */
    STOP(RelayTransport.STOP_ID, 0, 3);

    /** What go-libp2p accepts. */
    private static final int MESSAGE_MAX_BYTES = 4096;

    private static final int ADDRESSES_MAX = 16;
    private static final int TYPE_FIELD = 1;
    private static final int PEER_FIELD = 2;
    private static final int RESERVATION_FIELD = 3;

    private final String id;
    private final int connectType;
    private final int limitField;

    Leg(String id, int connectType, int limitField) {
        this.id = id;
        this.connectType = connectType;
        this.limitField = limitField;
    }

    Protocol protocol() {
        return new Protocol(id);
    }

    private int statusType() {
        return connectType + 1;
    }

    private int statusField() {
        return limitField + 1;
    }

    /** Writes a message and its length in one go. */
    void write(OutputStream out, Message message) throws IOException {
        out.write(Delimited.of(encode(message)));
    }

    /**
     * Reads a message and not a byte more.
     *
     * @throws ProtocolException if it is malformed
     */
    Message read(InputStream in) throws IOException {
        byte[] bytes = Delimited.read(in, MESSAGE_MAX_BYTES, id)
                .orElseThrow(() -> new EOFException(id + ": the stream ended before a message"));
        try {
            return decode(bytes);
        } catch (IllegalArgumentException e) {
            throw (ProtocolException) new ProtocolException("relay: " + e.getMessage()).initCause(e);
        }
    }

    /** Reads what must be an answer. */
    Message.Answer readAnswer(InputStream in) throws IOException {
        return switch (read(in)) {
            case Message.Answer answer -> answer;
            case Message.Reserve reserve -> throw new ProtocolException("relay: RESERVE (expected: STATUS)");
            case Message.Connect connect -> throw new ProtocolException("relay: CONNECT (expected: STATUS)");
        };
    }

    byte[] encode(Message message) {
        ProtoWriter out = new ProtoWriter();
        switch (message) {
            case Message.Reserve reserve -> out.varint(TYPE_FIELD, 0);
            case Message.Connect(PeerId peer, CircuitLimit limit) -> {
                byte[] named = new ProtoWriter().bytes(1, peer.bytes()).toByteArray();
                out.varint(TYPE_FIELD, connectType).bytes(PEER_FIELD, named);
                write(out, limit);
            }
            case Message.Answer(Status status, Optional<Message.Reservation> reservation, CircuitLimit limit) -> {
                out.varint(TYPE_FIELD, statusType());
                reservation.ifPresent(granted -> out.bytes(RESERVATION_FIELD, encode(granted)));
                write(out, limit);
                out.varint(statusField(), status.code);
            }
        }
        return out.toByteArray();
    }

    private void write(ProtoWriter out, CircuitLimit limit) {
        if (!limit.equals(CircuitLimit.NONE)) {
            byte[] both = new ProtoWriter()
                    .varint(1, limit.duration().toSeconds())
                    .varint(2, limit.bytes())
                    .toByteArray();
            out.bytes(limitField, both);
        }
    }

    private static byte[] encode(Message.Reservation reservation) {
        ProtoWriter out = new ProtoWriter().varint(1, reservation.expires().getEpochSecond());
        reservation.addresses().stream().limit(ADDRESSES_MAX).forEach(address -> out.bytes(2, address.bytes()));
        return out.bytes(3, reservation.voucher()).toByteArray();
    }

    private Message decode(byte[] bytes) {
        long type = -1;
        @Nullable PeerId peer = null;
        Optional<Message.Reservation> reservation = Optional.empty();
        CircuitLimit limit = CircuitLimit.NONE;
        Status status = Status.UNKNOWN;
        ProtoReader in = new ProtoReader(bytes);
        while (in.next()) {
            if (in.field() == TYPE_FIELD) {
                type = in.varint();
            } else if (in.field() == PEER_FIELD) {
                peer = PeerId.ofMultihash(only(1, in.bytes()));
            } else if (in.field() == limitField) {
                limit = limit(in.bytes());
            } else if (in.field() == statusField()) {
                status = Status.of(in.varint());
            } else if (in.field() == RESERVATION_FIELD) {
                reservation = Optional.of(reservation(in.bytes()));
            }
        }
        if (type == statusType()) {
            return new Message.Answer(status, reservation, limit);
        }
        if (type == connectType && peer != null) {
            return new Message.Connect(peer, limit);
        }
        if (type == 0 && this == HOP) {
            return new Message.Reserve();
        }
        throw new IllegalArgumentException("a message of type " + type + (peer == null ? " that names no peer" : ""));
    }

    private static byte[] only(int field, byte[] message) {
        byte[] found = {};
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            if (in.field() == field) {
                found = in.bytes();
            }
        }
        return found;
    }

    private static CircuitLimit limit(byte[] message) {
        long seconds = 0;
        long data = 0;
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            if (in.field() == 1) {
                seconds = in.varint();
            } else if (in.field() == 2) {
                data = in.varint();
            }
        }
        return new CircuitLimit(Duration.ofSeconds(seconds), data);
    }

    /** The relay's addresses are left out: a peer knows at which it has reached the relay. */
    private static Message.Reservation reservation(byte[] message) {
        long expires = 0;
        byte[] voucher = {};
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            if (in.field() == 1) {
                expires = Math.min(in.varint(), Instant.MAX.getEpochSecond());
            } else if (in.field() == 3) {
                voucher = in.bytes();
            }
        }
        return new Message.Reservation(Instant.ofEpochSecond(expires), List.of(), voucher);
    }
}
