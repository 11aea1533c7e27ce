/**
 * A small blocking HTTPS server: HTTP/1.1 on virtual threads, with an upgrade that hands the connection over.
 *
 * <p>Owns heads, bodies, chunks, connections and their bounds. Must not know a path, a user or a pod.
 */
@NullMarked
package io.beemesh.provider.kubelet.http;

import org.jspecify.annotations.NullMarked;
