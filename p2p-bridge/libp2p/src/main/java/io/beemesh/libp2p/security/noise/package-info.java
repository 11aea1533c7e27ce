/**
 * Noise XX with X25519, ChaCha20-Poly1305 and SHA-256, as libp2p uses it.
 *
 * <p>Owns the handshake, the identity payload, early muxer negotiation and the record format. Bulk encryption is the
 * JDK's, curves are BouncyCastle's: each is several times faster than the other there. Must not know
 * what is carried.
 */
@NullMarked
package io.beemesh.libp2p.security.noise;

import org.jspecify.annotations.NullMarked;
