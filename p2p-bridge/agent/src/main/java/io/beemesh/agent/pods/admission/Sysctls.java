package io.beemesh.agent.pods.admission;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The kernel parameters that a pod may set: those that the kubelet calls safe, as they belong to its namespaces alone.
 *
 * <p><i>Source:</i> kubelet, sysctl/safe_sysctls.go.
 */
final class Sysctls {

    private static final Set<String> SAFE = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_rmem",
            "net.ipv4.tcp_wmem");

    private static final Pattern VALUE = Pattern.compile("[0-9 \\t,-]{1,256}");

    private Sysctls() {}

    /** The first that is not allowed, in the kubelet's words. */
    static Optional<String> forbidden(Map<String, String> sysctls) {
        for (Map.Entry<String, String> sysctl : sysctls.entrySet()) {
            if (!SAFE.contains(sysctl.getKey().replace('/', '.'))) {
                return Optional.of("forbidden sysctl: \"" + sysctl.getKey() + "\" not allowlisted");
            }
            if (!VALUE.matcher(sysctl.getValue()).matches()) {
                return Optional.of("forbidden sysctl: \"" + sysctl.getKey()
                        + "\" has a value that is no number, list or range of numbers");
            }
        }
        return Optional.empty();
    }
}
