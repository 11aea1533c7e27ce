package io.beemesh.agent.pods.env;

import java.util.List;
import java.util.Map;

/**
 * What a pod's environment and files may tell of where it runs.
 *
 * @param hostIp empty if it is not known
 * @param podIps empty before the network is up
 * @param services variables of the services that the pod may see
 * @param cpuMillis what the host can give to pods: the limit of a container without one
 * @param memoryBytes likewise
 * @param storageBytes likewise, of the disk
 */
public record Surroundings(
        String hostIp,
        List<String> podIps,
        Map<String, String> services,
        long cpuMillis,
        long memoryBytes,
        long storageBytes) {
    /** Copies the collections. */
    public Surroundings {
        podIps = List.copyOf(podIps);
        services = Map.copyOf(services);
    }

    @Override
    public String toString() {
        return "Surroundings[hostIp=" + hostIp + ", podIps=" + podIps + "]";
    }
}
