/**
 * Hosts: dialing, listening, upgrading connections, serving protocols, and the bounds and gates on all of it.
 *
 * <p>Owns how the layers are put together. Must not know what an application's protocol means.
 */
@NullMarked
package io.beemesh.libp2p.host;

import org.jspecify.annotations.NullMarked;
