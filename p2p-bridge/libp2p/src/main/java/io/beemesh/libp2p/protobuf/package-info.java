/**
 * Just enough of Protocol Buffers for what libp2p itself sends: varints and length-delimited fields.
 *
 * <p>Owns the byte-exact (canonical) forms. Must not know any message.
 */
@NullMarked
package io.beemesh.libp2p.protobuf;

import org.jspecify.annotations.NullMarked;
