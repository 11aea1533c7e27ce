/**
 * Leader locks for tests.
 *
 * <p>Must not be used by main code.
 */
@NullMarked
package io.beemesh.provider.kube.leader.testing;

import org.jspecify.annotations.NullMarked;
