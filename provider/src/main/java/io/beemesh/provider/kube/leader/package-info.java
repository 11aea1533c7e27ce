/**
 * The door to the API server for the Leases that say which provider leads, and which of them hear hosts.
 *
 * <p>Must not decide who leads.
 */
@NullMarked
package io.beemesh.provider.kube.leader;

import org.jspecify.annotations.NullMarked;
