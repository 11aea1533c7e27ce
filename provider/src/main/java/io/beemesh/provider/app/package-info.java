/**
 * The Quarkus application: configuration, wiring, health and metrics.
 *
 * <p>The only room that knows Quarkus; must not decide anything.
 */
@NullMarked
package io.beemesh.provider.app;

import org.jspecify.annotations.NullMarked;
