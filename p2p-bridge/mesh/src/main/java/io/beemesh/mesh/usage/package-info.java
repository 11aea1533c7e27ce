/**
 * What hosts and their pods use: processor, memory, network and files.
 *
 * <p>Owns the question and its answer; must not know how it is measured, nor who wants to know.
 */
@NullMarked
package io.beemesh.mesh.usage;

import org.jspecify.annotations.NullMarked;
