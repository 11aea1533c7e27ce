/**
 * Measurements, as ratios within one run: the same pod on the mesh, on a real kubelet and on Podman alone.
 *
 * <p>Owns the figures in the README; must not assert a time, for a machine has bad days.
 */
@org.jspecify.annotations.NullMarked
package io.beemesh.e2e.bench;
