/**
 * What carries bytes between two hosts before anything is encrypted, and the network in memory that tests run on.
 *
 * <p>Owns the port that transports implement. Must not know who the peer is or what the bytes mean.
 */
@NullMarked
package io.beemesh.libp2p.transport;

import org.jspecify.annotations.NullMarked;
