package io.beemesh.agent.succession;

import com.google.protobuf.ByteString;
import io.beemesh.agent.succession.HostPods.Stage;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.mesh.pod.SignedOrder;
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
    static final KeyPair AUTHORITY = KeyPair.generate();
    static final List<String> NAMES = List.of("web-0", "web-1", "web-2");

    /** How long what was lost is not believed, since hosts that have it may not have been heard yet. */
    private static final long PATIENCE_MILLIS = 100_000;

    private final Map<String, Placed> placed = new LinkedHashMap<>();
    private int made;
    private long backAt;
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

    /** A look of the provider, which hears these hosts. */
    void look(List<SimulatedHost> attached, long now) {
        for (String name : NAMES) {
            if (!placed.containsKey(name) && !attached.isEmpty()) {
                place(name, attached);
            }
            Optional.ofNullable(placed.get(name)).ifPresent(pod -> look(name, pod, attached, now));
        }
        attached.forEach(host -> stopStrays(host, attached));
    }

    /** The provider, or the way to it, is back. */
    void returns(long now) {
        backAt = now;
    }

    private void place(String name, Collection<SimulatedHost> attached) {
        SimulatedHost home = attached.stream()
                .min((one, other) -> Integer.compare(one.pods.size(), other.pods.size()))
                .orElseThrow();
        made++;
        placed.put(name, new Placed(order(name, made), home.number));
    }

    static RunPod order(String name, int number) {
        String uid = name + "_" + number;
        String json = """
                {"metadata": {"name": "%s", "namespace": "default", "uid": "%s"},
                 "spec": {"containers": [{"name": "web", "image": "web"}]}}""".formatted(name, uid);
        return signed(RunPod.newBuilder()
                .setClusterId(ID)
                .setUid(uid)
                .setAttempt(1)
                .setRevision(number)
                .setStateGroup(SimulatedGroup.UID.toString())
                .setPodJson(ByteString.copyFromUtf8(json)));
    }

    static RunPod signed(RunPod.Builder order) {
        return SignedOrder.sign(order.build(), AUTHORITY);
    }

    private void look(String name, Placed pod, List<SimulatedHost> attached, long now) {
        String uid = pod.order().getUid();
        Optional<SimulatedHost> home =
                attached.stream().filter(host -> host.number == pod.host()).findFirst();
        Optional<SimulatedHost.SimulatedPod> atHome = home.map(host -> host.pods.get(uid));
        if (atHome.filter(SimulatedHost.SimulatedPod::runs).isEmpty()) {
            Optional<SimulatedHost> heir = attached.stream()
                    .filter(host -> isHeir(host.pods.get(uid), pod)
                            && host.pods.get(uid).runs())
                    .findFirst();
            if (heir.isPresent()) {
                placed.put(name, new Placed(heir.get().pods.get(uid).order, heir.get().number));
                return;
            }
        }
        if (home.isPresent() && atHome.isEmpty()) {
            boolean admitted = home.get().run(pod.order());
            assert admitted || home.get().pods.size() > 1;
        } else if (atHome.isPresent() && atHome.get().stage == Stage.LOST && now >= backAt + PATIENCE_MILLIS) {
            replaced++;
            placed.remove(name);
        }
    }

    private static boolean isHeir(SimulatedHost.SimulatedPod here, Placed pod) {
        return here != null && here.order.getAttempt() > pod.order().getAttempt();
    }

    /** One of a later attempt is left to seek its name while the pod's host is not there. */
    private void stopStrays(SimulatedHost host, List<SimulatedHost> attached) {
        for (SimulatedHost.SimulatedPod pod : List.copyOf(host.pods.values())) {
            Placed wanted = placed.get(pod.name());
            boolean same = wanted != null && wanted.order().getUid().equals(pod.order.getUid());
            boolean isHome = same && wanted.host() == host.number;
            boolean homeIsThere = same && attached.stream().anyMatch(one -> one.number == wanted.host());
            if (!isHome && !(same && isHeir(pod, wanted) && !homeIsThere)) {
                host.stop(pod.order.getUid());
            }
        }
    }
}
