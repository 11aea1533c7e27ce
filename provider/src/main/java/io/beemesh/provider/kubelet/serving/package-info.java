/**
 * The certificate that the kubelet API shows: where it comes from, its renewal, and its change while serving.
 *
 * <p>Owns the server's TLS identity. Must not know who signs it.
 */
@NullMarked
package io.beemesh.provider.kubelet.serving;

import org.jspecify.annotations.NullMarked;
