/** A provider in memory, for tests of the link. */
@NullMarked
package io.beemesh.agent.link.testing;

import org.jspecify.annotations.NullMarked;
