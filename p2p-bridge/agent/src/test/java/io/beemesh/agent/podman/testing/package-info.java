/**
 * Podman for tests: a fake that keeps everything in memory, and a real one of the test's own. It must not be used
 * outside of tests.
 */
@NullMarked
package io.beemesh.agent.podman.testing;

import org.jspecify.annotations.NullMarked;
