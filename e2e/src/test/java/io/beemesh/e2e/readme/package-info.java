/**
 * What the README tells a newcomer to type, typed.
 *
 * <p>Owns a quickstart of its own in a temporary folder. It must not know the rig that other tests share.
 */
@NullMarked
package io.beemesh.e2e.readme;

import org.jspecify.annotations.NullMarked;
