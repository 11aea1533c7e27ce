package io.beemesh.provider.kubelet.http;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Where the server listens and what it bears.
 *
 * @param listen the address; port 0 takes a free one
 * @param connectionsMax connections at once; one more is dropped unanswered
 * @param headTimeout for the TLS handshake and for each head, from its first byte on
 * @param keepAliveTimeout for a connection without a request
 */
public record HttpServerConfig(
        InetSocketAddress listen, int connectionsMax, Duration headTimeout, Duration keepAliveTimeout) {

    /** Checks the bounds. */
    public HttpServerConfig {
        if (connectionsMax < 1) {
            throw new IllegalArgumentException("connections: " + connectionsMax + " (expected: 1 or more)");
        }
        if (headTimeout.toMillis() < 1 || keepAliveTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("time-outs: " + headTimeout + " and " + keepAliveTimeout
                    + " (expected: each a millisecond or more)");
        }
    }

    /** 2,000 connections, 30 s for a head, 90 s between requests, as long as the API server keeps an idle one. */
    public static HttpServerConfig on(InetSocketAddress listen) {
        return new HttpServerConfig(listen, 2000, Duration.ofSeconds(30), Duration.ofSeconds(90));
    }
}
