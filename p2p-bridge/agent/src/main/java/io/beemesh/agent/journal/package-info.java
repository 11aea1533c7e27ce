/**
 * What this host was asked to run, on its own disk, so that it needs nobody to go on after a restart.
 *
 * <p>Owns the files of assignments and of what became of them: written whole, sealed under the host's key. Must not
 * decide what to do with them.
 */
@NullMarked
package io.beemesh.agent.journal;

import org.jspecify.annotations.NullMarked;
