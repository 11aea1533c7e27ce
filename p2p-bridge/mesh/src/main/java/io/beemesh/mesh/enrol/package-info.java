/**
 * How a host becomes a member: a token for a membership record.
 *
 * <p>Owns tokens and the exchange; must not store tokens nor sign records, which is the redeemer's part.
 */
@NullMarked
package io.beemesh.mesh.enrol;

import org.jspecify.annotations.NullMarked;
