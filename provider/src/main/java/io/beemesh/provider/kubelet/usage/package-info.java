/**
 * What the node and its pods use, in the words that those who scrape a kubelet know.
 *
 * <p>Owns the names, labels and shapes of summary and metrics. Pure: where the figures come from is a port, and it must
 * not know hosts.
 */
@NullMarked
package io.beemesh.provider.kubelet.usage;

import org.jspecify.annotations.NullMarked;
