/**
 * The agent's folder on its machine.
 *
 * <p>Owns the host's key, what it is a member of and how its owner wants it, and keeps two processes from writing at
 * once. Must not know what runs.
 */
@NullMarked
package io.beemesh.agent.home;

import org.jspecify.annotations.NullMarked;
