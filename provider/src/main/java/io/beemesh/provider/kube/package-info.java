/**
 * The only door to the API server: what the provider reads from it, writes to it and asks of it.
 *
 * <p>Owns the client, its time-outs and its limits, and turns answers into values. Must not decide what to write.
 */
@NullMarked
package io.beemesh.provider.kube;

import org.jspecify.annotations.NullMarked;
