/** Images, volumes and reports in memory, for tests of pods. */
@NullMarked
package io.beemesh.agent.pods.testing;

import org.jspecify.annotations.NullMarked;
