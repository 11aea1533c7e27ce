/**
 * Who stands for election, and when, beside what Ratis does by itself.
 *
 * <p>Owns that learners and members without room do not lead, and that a leader whose process is gone is not waited
 * for. Must not know how members are called.
 */
@NullMarked
package io.beemesh.raft.election;

import org.jspecify.annotations.NullMarked;
