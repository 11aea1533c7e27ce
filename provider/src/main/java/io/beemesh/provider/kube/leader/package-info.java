/**
 * The door to the API server for the Lease that says which provider leads.
 *
 * <p>Must not decide who leads.
 */
@NullMarked
package io.beemesh.provider.kube.leader;

import org.jspecify.annotations.NullMarked;
