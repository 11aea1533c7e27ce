/**
 * The agent's Debian package: what it holds, and its life on a machine from installation to purge.
 *
 * <p>Owns a copy of this machine that nothing leaves. It must not know the rig that other tests share.
 */
@NullMarked
package io.beemesh.e2e.debian;

import org.jspecify.annotations.NullMarked;
