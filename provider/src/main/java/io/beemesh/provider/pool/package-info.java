/**
 * What a pool is, and to which pool a host belongs.
 *
 * <p>Pure. Must not know of the API server, nor of the host table.
 */
@NullMarked
package io.beemesh.provider.pool;

import org.jspecify.annotations.NullMarked;
