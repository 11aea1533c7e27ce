package io.beemesh.agent.spec;

import java.util.List;

/**
 * What the pod asks of the network and of names.
 *
 * @param hostname empty for the pod's name
 * @param subdomain empty for none
 * @param fqdnHostname whether the host name is the fully qualified one
 * @param dnsPolicy ClusterFirst, ClusterFirstWithHostNet, Default or None
 */
public record Network(
        boolean hostNetwork,
        String hostname,
        String subdomain,
        boolean fqdnHostname,
        String dnsPolicy,
        Dns dns,
        List<HostAlias> hostAliases) {
    /** Copies the list. */
    public Network {
        hostAliases = List.copyOf(hostAliases);
    }

    /**
     * What is added to the resolver's configuration.
     *
     * @param options such as {@code ndots:5}
     */
    public record Dns(List<String> nameservers, List<String> searches, List<String> options) {
        /** Copies the lists. */
        public Dns {
            nameservers = List.copyOf(nameservers);
            searches = List.copyOf(searches);
            options = List.copyOf(options);
        }
    }

    /** A line of the hosts file. */
    public record HostAlias(String ip, List<String> hostnames) {
        /** Copies the list. */
        public HostAlias {
            hostnames = List.copyOf(hostnames);
        }
    }
}
