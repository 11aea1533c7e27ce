/**
 * Who runs a pod of a group whose host is gone while its cluster cannot be reached: another member, by the order that
 * the group kept.
 *
 * <p>Owns when a member takes a pod over. Must not decide who holds a name, which the group does, nor how a pod is run.
 */
@NullMarked
package io.beemesh.agent.succession;

import org.jspecify.annotations.NullMarked;
