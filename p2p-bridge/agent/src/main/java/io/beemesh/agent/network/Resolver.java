package io.beemesh.agent.network;

import java.util.List;

/**
 * What a resolv.conf says; without a server, what the host's own says.
 *
 * @param servers addresses
 * @param searches domains
 * @param options such as {@code ndots:5}
 */
public record Resolver(List<String> servers, List<String> searches, List<String> options) {
    /** As the host has it. */
    public static final Resolver OF_HOST = new Resolver(List.of(), List.of(), List.of());

    /** Keeps copies. */
    public Resolver {
        servers = List.copyOf(servers);
        searches = List.copyOf(searches);
        options = List.copyOf(options);
    }
}
