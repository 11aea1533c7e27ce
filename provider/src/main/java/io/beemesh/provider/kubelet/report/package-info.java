/**
 * What the node says of itself: health, pods, metrics, usage and configuration.
 *
 * <p>Owns the paths and their answers; must not know pods' containers, nor hosts.
 */
@NullMarked
package io.beemesh.provider.kubelet.report;

import org.jspecify.annotations.NullMarked;
