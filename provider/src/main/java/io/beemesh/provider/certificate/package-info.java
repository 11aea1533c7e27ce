/**
 * Certificates that the cluster signs for a node, and the keys that go with them: asked for, kept, renewed in time.
 *
 * <p>Must not know what they are shown to, nor how the cluster is asked.
 */
@NullMarked
package io.beemesh.provider.certificate;

import org.jspecify.annotations.NullMarked;
