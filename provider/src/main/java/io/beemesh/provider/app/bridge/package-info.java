/**
 * Where two rooms that do not know each other meet: one room's port over another room's type.
 *
 * <p>Translates; must not decide.
 */
@NullMarked
package io.beemesh.provider.app.bridge;

import org.jspecify.annotations.NullMarked;
