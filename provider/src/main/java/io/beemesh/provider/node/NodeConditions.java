package io.beemesh.provider.node;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The conditions of the virtual node. Pure. <i>Source:</i> kubelet, pkg/kubelet/nodestatus/setters.go. */
final class NodeConditions {
    static final String READY = "Ready";
    static final String STOPPED = "ProviderStopped";
    static final String NO_HOSTS = "NoHosts";
    static final String CERTIFICATES = "beemesh.io/CertificatesReady";
    static final String ISSUED = "Issued";

    private static final String JOIN_HINT = "no edge host is attached;"
            + " 'java -jar beemesh-provider.jar token create' prints the command that joins one";

    private NodeConditions() {}

    /** What holds with these hosts; a condition whose status stays keeps its time of transition. */
    static List<NodeCondition> of(
            List<MeshHost> hosts, Optional<CertificateFault> fault, List<NodeCondition> before, Instant now) {
        List<MeshHost> attached = hosts.stream().filter(MeshHost::attached).toList();
        return List.of(
                stamp(pressure("MemoryPressure", "Memory", attached), before, now),
                stamp(pressure("DiskPressure", "Disk", attached), before, now),
                stamp(pressure("PIDPressure", "PID", attached), before, now),
                stamp(
                        new Fact("NetworkUnavailable", false, "MeshNetworkReady", "hosts bring their own network"),
                        before,
                        now),
                stamp(reachable(hosts, attached), before, now),
                stamp(certificates(fault), before, now),
                stamp(ready(hosts, attached), before, now));
    }

    /** What holds when the provider has stopped on purpose. */
    static List<NodeCondition> stopped(List<NodeCondition> before, Instant now) {
        String message = "the provider was stopped; pods run on, on their hosts";
        return List.of(stamp(new Fact(READY, false, STOPPED, message), before, now));
    }

    private static Fact ready(List<MeshHost> hosts, List<MeshHost> attached) {
        return attached.isEmpty()
                ? new Fact(READY, false, NO_HOSTS, JOIN_HINT)
                : new Fact(READY, true, "KubeletReady", attachedOf(hosts, attached));
    }

    private static Fact reachable(List<MeshHost> hosts, List<MeshHost> attached) {
        return attached.isEmpty()
                ? new Fact("beemesh.io/MeshReachable", false, NO_HOSTS, JOIN_HINT)
                : new Fact("beemesh.io/MeshReachable", true, "HostsAttached", attachedOf(hosts, attached));
    }

    private static Fact certificates(Optional<CertificateFault> fault) {
        return fault.map(it -> new Fact(CERTIFICATES, false, it.reason(), it.message()))
                .orElseGet(() -> new Fact(CERTIFICATES, true, ISSUED, "no certificate request waits for a person"));
    }

    private static String attachedOf(List<MeshHost> hosts, List<MeshHost> attached) {
        return attached.size() + " of " + hosts.size()
                + (hosts.size() == 1 ? " host is attached" : " hosts are attached");
    }

    // The node is under pressure only when no host is left that is not: placement avoids the others.
    private static Fact pressure(String type, String what, List<MeshHost> attached) {
        long pressed =
                attached.stream().filter(h -> h.pressures().contains(type)).count();
        boolean all = pressed > 0 && pressed == attached.size();
        String message = pressed == 0 ? "no host is under pressure" : pressed + " of " + attached.size() + " hosts";
        boolean disk = type.equals("DiskPressure");
        String calm = disk ? "KubeletHasNoDiskPressure" : "KubeletHasSufficient" + what;
        String pressing = disk ? "KubeletHasDiskPressure" : "KubeletHasInsufficient" + what;
        return new Fact(type, all, all ? pressing : calm, message);
    }

    private static NodeCondition stamp(Fact fact, List<NodeCondition> before, Instant now) {
        String status = fact.holds ? "True" : "False";
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String since = before.stream()
                .filter(c -> c.getType().equals(fact.type) && status.equals(c.getStatus()))
                .map(NodeCondition::getLastTransitionTime)
                .findFirst()
                .orElse(time);
        return new NodeConditionBuilder()
                .withType(fact.type)
                .withStatus(status)
                .withReason(fact.reason)
                .withMessage(fact.message)
                .withLastHeartbeatTime(time)
                .withLastTransitionTime(since)
                .build();
    }

    private record Fact(String type, boolean holds, String reason, String message) {}
}
