/**
 * The way of a pod's status from its host to the API server: one inbox, one pure mapper, one writer for each pod.
 *
 * <p>Owns what a report may change and when a host may forget it. Must not decide where pods run.
 */
@NullMarked
package io.beemesh.provider.status;

import org.jspecify.annotations.NullMarked;
