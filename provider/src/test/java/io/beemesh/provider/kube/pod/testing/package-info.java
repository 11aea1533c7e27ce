/** An API server in memory, with its faults. */
package io.beemesh.provider.kube.pod.testing;
