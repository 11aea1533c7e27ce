/**
 * The door to the API server for the workloads that pods belong to, and for marking their pods.
 *
 * <p>Must not decide what a workload's annotations mean, nor which pod is marked.
 */
@NullMarked
package io.beemesh.provider.kube.workload;

import org.jspecify.annotations.NullMarked;
