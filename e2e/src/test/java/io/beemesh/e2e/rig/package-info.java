/**
 * The rig for tests: a control plane, the provider and edge hosts of real parts, driven through the commands in {@code
 * e2e/rig}.
 *
 * <p>Owns the life of what it starts and the words of what failed. Knows nothing of the classes of provider and agent:
 * to a scenario they are processes.
 */
@NullMarked
package io.beemesh.e2e.rig;

import org.jspecify.annotations.NullMarked;
