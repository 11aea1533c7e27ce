package io.beemesh.e2e.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.Rig;
import io.beemesh.raft.front.testing.ServedGroup;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole cluster that keeps its state in a group of three: what Kubernetes asks of etcd, the store answers. */
class ApiServerOnStoreIT {
    private static final Duration LEADER_LOST = Duration.ofSeconds(1);
    private static final Duration PROGRESS = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void podsRunAndNothingIsLostWithTheLeader() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "edge hosts need root");
        try (ServedGroup store = ServedGroup.start(folder, LEADER_LOST, PROGRESS);
                Rig rig = Rig.onStore(store.endpoints())) {
            rig.hosts(1);
            Kubectl kubectl = rig.kubectl("default");
            kubectl.run("apply", "--filename=" + Rig.checkout().resolve("deploy/examples/hello.yaml"));
            kubectl.run("rollout", "status", "deployment/hello", "--timeout=90s");
            String pods = kubectl.run("get", "pods", "--output=name");

            store.loseLeader();

            Eventually.within(SOON, () -> kubectl.run("scale", "deployment/hello", "--replicas=2"));
            kubectl.run("rollout", "status", "deployment/hello", "--timeout=90s");
            rig.crash("kube-apiserver");
            assertThat(kubectl.run("get", "pods", "--output=name")).contains(pods.strip());
            kubectl.run("delete", "deployment/hello");
            kubectl.run("wait", "--for=delete", "pods", "--all", "--timeout=60s");
        }
    }
}
