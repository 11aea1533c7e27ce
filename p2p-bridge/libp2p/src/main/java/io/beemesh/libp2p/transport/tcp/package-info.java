/**
 * TCP, on the JDK's blocking sockets, which suspend virtual threads and not the threads below them.
 *
 * <p>Owns sockets and name resolution. Must not know what the bytes mean.
 */
@NullMarked
package io.beemesh.libp2p.transport.tcp;

import org.jspecify.annotations.NullMarked;
