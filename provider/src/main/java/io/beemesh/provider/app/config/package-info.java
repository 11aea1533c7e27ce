/**
 * The keys of {@code beemesh.*}: their names, defaults and checks.
 *
 * <p>Owns the way from text to the records that the rooms take. Must not start anything.
 */
@NullMarked
package io.beemesh.provider.app.config;

import org.jspecify.annotations.NullMarked;
