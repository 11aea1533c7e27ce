/**
 * Which of several providers leads: an election by a Lease, and the answer at each moment whether this one may write.
 *
 * <p>Must not know what a leader does.
 */
@NullMarked
package io.beemesh.provider.leader;

import org.jspecify.annotations.NullMarked;
