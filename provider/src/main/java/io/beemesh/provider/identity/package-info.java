/**
 * Who belongs to the mesh: its authority's key, the provider's own key, join tokens.
 *
 * <p>Owns what is kept of them in Secrets. Must not show a secret to a log, an event or an error message.
 */
@NullMarked
package io.beemesh.provider.identity;

import org.jspecify.annotations.NullMarked;
