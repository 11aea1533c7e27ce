/**
 * The TLS of the kubelet API: the credential that it shows, which changes while it serves, and whom it lets in to ask.
 *
 * <p>Must not know where the credential comes from.
 */
@NullMarked
package io.beemesh.provider.kubelet.serving;

import org.jspecify.annotations.NullMarked;
