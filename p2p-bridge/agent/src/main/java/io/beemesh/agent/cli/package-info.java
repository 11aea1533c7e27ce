/**
 * The command line of an edge host.
 *
 * <p>Owns commands, flags, their texts and exit codes; must not do the work itself.
 */
@NullMarked
package io.beemesh.agent.cli;

import org.jspecify.annotations.NullMarked;
