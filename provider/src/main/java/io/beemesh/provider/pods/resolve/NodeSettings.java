package io.beemesh.provider.pods.resolve;

import java.util.List;

/**
 * What every pod of this node gets to know of its node.
 *
 * @param clusterId tells the pods of one cluster from those of another on a host
 * @param nodeName the virtual node
 * @param address the node's, which pods show as their host's
 * @param dnsServers the cluster's name servers; empty if pods cannot reach any
 * @param clusterDomain such as {@code cluster.local}
 */
public record NodeSettings(
        String clusterId, String nodeName, String address, List<String> dnsServers, String clusterDomain) {
    /** Keeps a copy of the servers. */
    public NodeSettings {
        dnsServers = List.copyOf(dnsServers);
    }
}
