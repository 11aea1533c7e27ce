package io.beemesh.agent.succession;

import com.google.protobuf.ByteString;
import io.beemesh.agent.succession.HostPods.Stage;
import io.beemesh.mesh.wire.RunPod;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A provider that places one pod of each name, and takes over what hosts made of that while they could not be told. */
final class SimulatedCluster {
    static final String ID = "cluster";
    static final List<String> NAMES = List.of("web-0", "web-1", "web-2");

    private final Map<String, Placed> placed = new LinkedHashMap<>();
    private int made;
    /** How often a pod was replaced by another one of its name. */
    int replaced;

    private record Placed(RunPod order, int host) {}

    static String nameOf(RunPod order) {
        return order.getUid().substring(0, order.getUid().indexOf('_'));
    }

    Set<String> wanted() {
        Set<String> uids = new HashSet<>();
        placed.values().forEach(pod -> uids.add(pod.order().getUid()));
        return uids;
    }

    /** Hosts that are up are heard, all of them. */
    void look(List<SimulatedHost> hosts) {
        List<SimulatedHost> up = hosts.stream().filter(SimulatedHost::isUp).toList();
        for (String name : NAMES) {
            if (!placed.containsKey(name) && !up.isEmpty()) {
                place(name, up);
            }
            Optional.ofNullable(placed.get(name)).ifPresent(pod -> look(name, pod, up));
        }
        up.forEach(this::stopStrays);
    }

    private void place(String name, Collection<SimulatedHost> up) {
        SimulatedHost home = up.stream()
                .min((one, other) -> Integer.compare(one.pods.size(), other.pods.size()))
                .orElseThrow();
        made++;
        RunPod order = RunPod.newBuilder()
                .setClusterId(ID)
                .setUid(name + "_" + made)
                .setAttempt(1)
                .setRevision(made)
                .setStateGroup(SimulatedGroup.UID.toString())
                .setPodJson(ByteString.copyFromUtf8("{}"))
                .build();
        placed.put(name, new Placed(order, home.number));
    }

    private void look(String name, Placed pod, List<SimulatedHost> up) {
        String uid = pod.order().getUid();
        for (SimulatedHost host : up) {
            SimulatedHost.SimulatedPod here = host.pods.get(uid);
            if (here != null
                    && here.runs()
                    && here.order.getAttempt() > pod.order().getAttempt()) {
                placed.put(name, new Placed(here.order, host.number));
                return;
            }
        }
        up.stream().filter(host -> host.number == pod.host()).forEach(home -> {
            SimulatedHost.SimulatedPod here = home.pods.get(uid);
            if (here == null) {
                boolean admitted = home.run(pod.order());
                assert admitted || home.pods.size() > 1;
            } else if (here.stage == Stage.LOST) {
                replaced++;
                placed.remove(name);
            }
        });
    }

    /** One of a later attempt is left to seek its name: if it comes to run, it is taken over. */
    private void stopStrays(SimulatedHost host) {
        for (SimulatedHost.SimulatedPod pod : List.copyOf(host.pods.values())) {
            Placed wanted = placed.get(pod.name());
            boolean same = wanted != null && wanted.order().getUid().equals(pod.order.getUid());
            if (!same
                    || (wanted.host() != host.number
                            && pod.order.getAttempt() <= wanted.order().getAttempt())) {
                host.stop(pod.order.getUid());
            }
        }
    }
}
