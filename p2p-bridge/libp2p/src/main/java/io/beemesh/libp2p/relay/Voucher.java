package io.beemesh.libp2p.relay;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.libp2p.protobuf.Delimited;
import io.beemesh.libp2p.protobuf.ProtoReader;
import io.beemesh.libp2p.protobuf.ProtoWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A relay's word that it carries circuits to a peer, in an envelope that it signed.
 *
 * <p><i>Source:</i> libp2p specs, circuit relay v2, "Reservation Vouchers"; RFC 0002, signed envelopes.
 *
 * @param relay that signs
 * @param peer that holds the reservation
 * @param expires when that ends, in whole seconds
 */
record Voucher(PeerId relay, PeerId peer, Instant expires) {
    private static final byte[] DOMAIN = "libp2p-relay-rsvp".getBytes(StandardCharsets.US_ASCII);
    /** Multicodec 0x0302 in two bytes and not as a varint, as go-libp2p and js-libp2p have it. */
    private static final byte[] TYPE = {3, 2};

    private static final int KEY_FIELD = 1;
    private static final int TYPE_FIELD = 2;
    private static final int PAYLOAD_FIELD = 3;
    private static final int SIGNATURE_FIELD = 5;
    private static final Set<Integer> SEALED = Set.of(KEY_FIELD, TYPE_FIELD, PAYLOAD_FIELD, SIGNATURE_FIELD);

    private static final int RELAY_FIELD = 1;
    private static final int PEER_FIELD = 2;
    private static final int EXPIRES_FIELD = 3;
    private static final Set<Integer> PARTIES = Set.of(RELAY_FIELD, PEER_FIELD);

    /** The envelope, signed by the relay's key. */
    byte[] seal(KeyPair key) {
        byte[] payload = new ProtoWriter()
                .bytes(RELAY_FIELD, relay.bytes())
                .bytes(PEER_FIELD, peer.bytes())
                .varint(EXPIRES_FIELD, expires.getEpochSecond())
                .toByteArray();
        return new ProtoWriter()
                .bytes(KEY_FIELD, key.publicKey().protobuf())
                .bytes(TYPE_FIELD, TYPE)
                .bytes(PAYLOAD_FIELD, payload)
                .bytes(SIGNATURE_FIELD, key.sign(signed(TYPE, payload)))
                .toByteArray();
    }

    /** Whether an envelope holds a relay's word for a peer; when that ends is not looked at. */
    static boolean vouches(byte[] envelope, PeerId relay, PeerId peer) {
        try {
            Map<Integer, byte[]> sealed = fields(envelope, SEALED);
            byte[] payload = field(sealed, PAYLOAD_FIELD);
            Map<Integer, byte[]> said = fields(payload, PARTIES);
            PublicKey key = PublicKey.ofProtobuf(field(sealed, KEY_FIELD));
            return PeerId.of(key).equals(relay)
                    && key.verify(signed(field(sealed, TYPE_FIELD), payload), field(sealed, SIGNATURE_FIELD))
                    && PeerId.ofMultihash(field(said, RELAY_FIELD)).equals(relay)
                    && PeerId.ofMultihash(field(said, PEER_FIELD)).equals(peer);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] signed(byte[] type, byte[] payload) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : new byte[][] {DOMAIN, type, payload}) {
            Delimited.append(all, part);
        }
        return all.toByteArray();
    }

    private static byte[] field(Map<Integer, byte[]> fields, int number) {
        return fields.getOrDefault(number, new byte[0]);
    }

    private static Map<Integer, byte[]> fields(byte[] message, Set<Integer> wanted) {
        Map<Integer, byte[]> found = new HashMap<>();
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            if (wanted.contains(in.field())) {
                found.put(in.field(), in.bytes());
            }
        }
        return found;
    }
}
