/**
 * HTTP/1.1 over Podman's unix socket, on the JDK alone: docker-java's transport and more.
 *
 * <p>Owns connections, framing, bounds and time-outs. It must not know what is asked for or answered.
 */
@NullMarked
package io.beemesh.agent.podman.http;

import org.jspecify.annotations.NullMarked;
