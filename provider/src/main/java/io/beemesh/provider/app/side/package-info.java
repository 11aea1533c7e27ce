/**
 * What every provider has, whether it leads or not: its sides towards cluster, node, mesh and those who ask the kubelet
 * API.
 *
 * <p>Must not decide who leads, nor write what only the leader writes.
 */
@NullMarked
package io.beemesh.provider.app.side;

import org.jspecify.annotations.NullMarked;
