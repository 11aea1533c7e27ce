/**
 * The door to the API server for the workloads that pods belong to.
 *
 * <p>Must not decide what a workload's annotations mean.
 */
@NullMarked
package io.beemesh.provider.kube.workload;

import org.jspecify.annotations.NullMarked;
