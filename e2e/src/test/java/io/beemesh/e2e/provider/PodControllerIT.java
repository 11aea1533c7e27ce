package io.beemesh.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import io.beemesh.mesh.wire.ConfigSource;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.provider.hosts.testing.FakeHost;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnRig(hosts = 0)
class PodControllerIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              nodeName: %s
              terminationGracePeriodSeconds: 1
              containers:
              - name: web
                image: none
                envFrom: [{configMapRef: {name: settings}}]
            """;

    private final FakeHost one = new FakeHost(1, 10);
    private final FakeHost two = new FakeHost(2, 10);

    @Test
    void runsAPodWithWhatItNamesAndTellsItsStatusAndItsEvents(Kubectl kubectl) {
        String node = node(kubectl);
        kubectl.run("create", "configmap", "settings", "--from-literal=a=1");
        try (NodeUnderTest it = NodeUnderTest.start(kubectl.kubeconfig(), node, List.of(one))) {
            it.attach(one);
            kubectl.apply(POD.formatted(node));

            awaitPhase(kubectl, "Running");

            assertThat(kubectl.query("pod/web", "{.metadata.annotations.beemesh\\.io/host}"))
                    .containsExactly(one.peer.toString());
            assertThat(kubectl.query("pod/web", "{.status.hostIP} {.status.hostIPs[*].ip}"))
                    .containsExactly("10.1.2.3", "10.1.2.3");
            RunPod asked = it.asked.element();
            assertThat(asked.getSourcesList())
                    .extracting(ConfigSource::getName)
                    .contains("settings", "kube-root-ca.crt", "");
            assertThat(asked.getServiceEnvironmentMap()).containsKey("KUBERNETES_SERVICE_HOST");
            Eventually.within(SOON, () -> assertThat(kubectl.query("events", "{.items[*].reason}"))
                    .contains("HostAssigned"));

            kubectl.run("delete", "pod", "web", "--timeout=30s");
            assertThat(one.pods).isEmpty();
        }
    }

    @Test
    void asksTheHostAgainWhenAConfigMapChanges(Kubectl kubectl) {
        String node = node(kubectl);
        kubectl.run("create", "configmap", "settings", "--from-literal=a=1");
        try (NodeUnderTest it = NodeUnderTest.start(kubectl.kubeconfig(), node, List.of(one))) {
            it.attach(one);
            kubectl.apply(POD.formatted(node));
            awaitPhase(kubectl, "Running");

            kubectl.run("patch", "configmap", "settings", "--patch", "{\"data\":{\"a\":\"2\"}}");

            Eventually.within(SOON, () -> assertThat(it.asked).hasSize(2));
            assertThat(it.asked).extracting(RunPod::getAttempt).containsOnly(1);
            kubectl.run("delete", "pod", "web", "--timeout=30s");
        }
    }

    @Test
    void takesPodsOverAfterARestartAndAfterAnApiServerThatCrashed(Kubectl kubectl, Rig rig) {
        String node = node(kubectl);
        kubectl.run("create", "configmap", "settings");
        try (NodeUnderTest it = NodeUnderTest.start(kubectl.kubeconfig(), node, List.of(one, two))) {
            it.attach(one);
            kubectl.apply(POD.formatted(node));
            awaitPhase(kubectl, "Running");
        }

        try (NodeUnderTest it = NodeUnderTest.start(kubectl.kubeconfig(), node, List.of(one, two))) {
            it.attach(two);
            it.attach(one);
            rig.crash("kube-apiserver");
            kubectl.run("label", "pod", "web", "seen=again");

            Eventually.within(SOON, () -> assertThat(it.asked)
                    .anySatisfy(
                            run -> assertThat(run.getPodJson().toStringUtf8()).contains("\"seen\":\"again\"")));
            assertThat(it.asked).extracting(RunPod::getAttempt).containsOnly(1);
            assertThat(one.pods).hasSize(1);
            assertThat(two.pods).isEmpty();
            kubectl.run("delete", "pod", "web", "--timeout=60s");
        }
    }

    @Test
    void givesAPodUpWhenItsHostIsLostAndStopsItThereWhenTheHostIsBack(Kubectl kubectl) {
        String node = node(kubectl);
        kubectl.run("create", "configmap", "settings");
        try (NodeUnderTest it = NodeUnderTest.start(kubectl.kubeconfig(), node, List.of(one))) {
            it.attach(one);
            kubectl.apply(POD.formatted(node));
            awaitPhase(kubectl, "Running");

            it.detach(one);

            awaitPhase(kubectl, "Failed");
            assertThat(kubectl.query("pod/web", "{.status.reason}")).containsExactly("HostLost");
            assertThat(one.pods).hasSize(1);
            it.attach(one);
            Eventually.within(SOON, () -> assertThat(one.pods).isEmpty());
            kubectl.run("delete", "pod", "web", "--timeout=30s");
        }
    }

    @Test
    void deletesAPodThatNeverFoundAHostAtOnce(Kubectl kubectl) {
        String node = node(kubectl);
        try (NodeUnderTest it = NodeUnderTest.start(kubectl.kubeconfig(), node, List.of(one))) {
            kubectl.apply(POD.formatted(node));
            Eventually.within(SOON, () -> assertThat(kubectl.query("events", "{.items[*].reason}"))
                    .contains("NoHostFits"));

            kubectl.run("delete", "pod", "web", "--timeout=30s");

            assertThat(it.asked).isEmpty();
        }
    }

    /** A node of the test's own, named like its namespace. */
    private static String node(Kubectl kubectl) {
        kubectl.apply("{apiVersion: v1, kind: Node, metadata: {name: %s}}".formatted(kubectl.namespace()));
        return kubectl.namespace();
    }

    private static void awaitPhase(Kubectl kubectl, String phase) {
        Eventually.within(SOON, () -> assertThat(kubectl.query("pod/web", "{.status.phase}"))
                .containsExactly(phase));
    }
}
