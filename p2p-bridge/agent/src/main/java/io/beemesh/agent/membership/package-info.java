/**
 * Which meshes and clusters this host belongs to: records, and where the providers of each cluster are.
 *
 * <p>Owns what is kept of it, and what may be learned from whom. Must not dial.
 */
@NullMarked
package io.beemesh.agent.membership;

import org.jspecify.annotations.NullMarked;
