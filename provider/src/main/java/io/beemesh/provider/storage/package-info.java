/**
 * Volumes that outlive pods: which claims are ours to bind, what a volume says of where its data are, and what becomes
 * of them when nobody claims them any more.
 *
 * <p>Owns the rules; pure. Must not read or write any object, nor ask a host.
 */
@NullMarked
package io.beemesh.provider.storage;

import org.jspecify.annotations.NullMarked;
