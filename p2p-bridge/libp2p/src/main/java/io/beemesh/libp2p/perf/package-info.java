/**
 * perf: how fast bytes flow to and from a peer. Off unless a host is told to serve it.
 *
 * <p>Must not be served to strangers: it sends as many bytes as it is asked for.
 */
@NullMarked
package io.beemesh.libp2p.perf;

import org.jspecify.annotations.NullMarked;
