/**
 * Who a client of the kubelet API is and what it may do: a client certificate or a bearer token, then an access review.
 *
 * <p>Owns the kubelet's mapping from paths to subresources, and the caches of answers. Must deny on any doubt, and must
 * not know what a verb does.
 */
@NullMarked
package io.beemesh.provider.kubelet.access;

import org.jspecify.annotations.NullMarked;
