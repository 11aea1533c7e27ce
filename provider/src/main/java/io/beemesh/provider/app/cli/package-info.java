/**
 * What the provider's jar does besides running the provider: it makes, lists and deletes join tokens, checks an
 * installation and removes what it leaves in a cluster.
 *
 * <p>Owns arguments, output and exit codes. Must not start the provider.
 */
@NullMarked
package io.beemesh.provider.app.cli;

import org.jspecify.annotations.NullMarked;
