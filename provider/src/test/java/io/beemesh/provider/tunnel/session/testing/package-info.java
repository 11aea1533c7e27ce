/**
 * What a session lies between, without sockets: a server and a kubelet that a test plays.
 *
 * <p>Owns no assertion; must not be used outside tests.
 */
@NullMarked
package io.beemesh.provider.tunnel.session.testing;

import org.jspecify.annotations.NullMarked;
