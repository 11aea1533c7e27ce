package io.beemesh.e2e.scenario;

/**
 * A Deployment for the mesh.
 *
 * @param name of the Deployment, its label {@code app} and its container
 * @param replicas how many pods
 */
record Workload(String name, int replicas) {
    /** What each pod runs: it says so, and ends at once when it is asked to. */
    static final String SCRIPT = "trap exit TERM; echo started; while :; do sleep 1 & wait $!; done";

    /** The Deployment as Kubernetes reads it. */
    String yaml() {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      nodeSelector: {beemesh.io/mesh: default}
                      tolerations: [{key: virtual-kubelet.io/provider, value: beemesh, effect: NoSchedule}]
                      containers:
                        - name: %1$s
                          image: busybox:1
                          command: [sh, -c, '%3$s']
                          resources: {requests: {cpu: 10m, memory: 8Mi}}
                """.formatted(name, replicas, SCRIPT);
    }
}
