/**
 * How long to wait before something is tried again.
 *
 * <p>Must not know what is tried.
 */
@NullMarked
package io.beemesh.provider.retry;

import org.jspecify.annotations.NullMarked;
