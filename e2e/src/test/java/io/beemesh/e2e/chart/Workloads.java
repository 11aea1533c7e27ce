package io.beemesh.e2e.chart;

import io.beemesh.e2e.rig.Kubectl;
import java.util.List;

/** What runs on the mesh beside the quickstart's Deployment {@code hello}, by its nodeSelector alone. */
final class Workloads {
    private static final String YAML = """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: sum}
        spec:
          backoffLimit: 0
          template:
            spec:
              restartPolicy: Never
              nodeSelector: {beemesh.io/mesh: default}
              containers: [{name: main, image: 'busybox:1', command: [sh, -c, 'echo $((40 + 2))']}]
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: store}
        spec:
          replicas: 2
          serviceName: store
          selector: {matchLabels: {app: store}}
          template:
            metadata: {labels: {app: store}}
            spec:
              nodeSelector: {beemesh.io/mesh: default}
              containers:
                - name: main
                  image: busybox:1
                  command: [sh, -c, 'trap exit TERM; echo "I am $(hostname)"; while :; do sleep 1 & wait $!; done']
        """;
    private static final String POD = """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s}
        spec:
          %s
          containers: [{name: main, image: 'busybox:1', command: [sleep, '1000']}]
        """;

    private Workloads() {}

    /** Three pods of the Deployment, a Job that has completed and a StatefulSet of two; returns when they are so. */
    static void run(Kubectl kubectl) {
        kubectl.apply(YAML);
        kubectl.run("scale", "deployment/hello", "--replicas=3");
        kubectl.run("rollout", "status", "deployment/hello", "--timeout=90s");
        kubectl.run("rollout", "status", "statefulset/store", "--timeout=90s");
        kubectl.run("wait", "--for=condition=Complete", "job/sum", "--timeout=90s");
    }

    /** What must not change when the provider does: each pod with its host, container and restarts. */
    static List<String> state(Kubectl kubectl) {
        String pod = "{.metadata.name}/{.metadata.uid}/{.metadata.annotations.beemesh\\.io/host}/{.status.phase}";
        String container = "{.status.containerStatuses[0].containerID}/{.status.containerStatuses[0].restartCount}";
        return kubectl.query("pods", "{range .items[*]}" + pod + "/" + container + " {end}");
    }

    /** Whether a pod with some lines of a spec is given the toleration of the mesh; the pod is removed again. */
    static boolean tolerated(Kubectl kubectl, String name, String spec) {
        kubectl.apply(POD.formatted(name, spec));
        List<String> keys = kubectl.query("pod/" + name, "{.spec.tolerations[*].key}");
        kubectl.run("delete", "pod/" + name, "--force", "--grace-period=0", "--wait=false");
        return keys.contains("virtual-kubelet.io/provider");
    }
}
