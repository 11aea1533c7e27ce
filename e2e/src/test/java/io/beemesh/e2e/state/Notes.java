package io.beemesh.e2e.state;

import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** The example of three pods that share a store. */
record Notes(Kubectl kubectl) {
    /** Starts it; returns when all three are members and one leads. */
    void start() throws IOException {
        kubectl.apply(Files.readString(Rig.checkout().resolve("deploy/examples/state-notes.yaml")));
        kubectl.run("rollout", "status", "statefulset/notes", "--timeout=180s");
        kubectl.run("wait", "stategroup/notes", "--for=jsonpath={.status.ready}=3/3", "--timeout=60s");
        kubectl.run("wait", "stategroup/notes", "--for=jsonpath={.status.leaderPod}", "--timeout=60s");
    }

    /** The pod that leads. */
    String leader() {
        return group("{.status.leaderPod}");
    }

    /** Something of the StateGroup; empty if it is not there. */
    String group(String path) {
        return kubectl.query("stategroup/notes", path).stream().findFirst().orElse("");
    }

    void put(String pod, String key, String value) {
        kubectl.run("exec", pod, "--", "etcdctl", "put", key, value);
    }

    String get(String pod, String key) {
        return kubectl.run("exec", pod, "--", "etcdctl", "get", "--print-value-only", key);
    }

    /** What the cluster calls the host that a pod is on. */
    String edgeHostOf(String pod) {
        String peer = kubectl.query("pod/" + pod, "{.metadata.annotations.beemesh\\.io/host}")
                .getFirst();
        return kubectl.query("edgehosts", "{.items[?(@.spec.peerId==\"" + peer + "\")].metadata.name}")
                .getFirst();
    }

    /** The host that runs a pod. */
    EdgeHost hostOf(List<EdgeHost> hosts, String pod) {
        String container = kubectl.query("pod/" + pod, "{.status.containerStatuses[0].containerID}")
                .getFirst()
                .replace("podman://", "");
        return hosts.stream()
                .filter(host -> host.runningContainers().contains(container))
                .findFirst()
                .orElseThrow();
    }
}
