/**
 * The provider's rooms against a real API server, with hosts in memory.
 *
 * <p>Owns nothing that needs Podman.
 */
@NullMarked
package io.beemesh.e2e.provider;

import org.jspecify.annotations.NullMarked;
