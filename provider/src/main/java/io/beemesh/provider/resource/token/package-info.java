/**
 * JoinTokens: tokens that are asked for as Kubernetes objects.
 *
 * <p>Owns the resource and its status. Must not show a token's secret to a status, an event or a log.
 */
@NullMarked
package io.beemesh.provider.resource.token;

import org.jspecify.annotations.NullMarked;
