package io.beemesh.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.provider.app.bridge.KeptCertificates;
import io.beemesh.provider.certificate.CertificateKeeper;
import io.beemesh.provider.certificate.CertificateSubject;
import io.beemesh.provider.kube.CertificateKind;
import io.beemesh.provider.kube.Certificates;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.KubeSettings;
import io.beemesh.provider.kube.client.NodeAccess;
import io.beemesh.provider.kube.client.WriteFence;
import io.beemesh.provider.kube.event.ApiObjectEvents;
import io.beemesh.provider.kube.node.ApiLeaseWriter;
import io.beemesh.provider.kube.node.ApiNodeWriter;
import io.beemesh.provider.kubelet.testing.MemoryStore;
import io.beemesh.provider.node.NodeController;
import io.beemesh.provider.node.NodeFaults;
import io.beemesh.provider.node.NodeSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests that nobody approves, and one that is denied, as the node tells of them. */
@OnRig(hosts = 0)
class CertificatesIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.20");
    private static final String CONDITION = "{.status.conditions[?(@.type==\"beemesh.io/CertificatesReady\")].%s}";

    private final SettableClock clock = new SettableClock(Instant.now());

    @Test
    void theNodeNamesTheRequestThatAPersonHasToApprove(Kubectl kubectl) throws Exception {
        String node = kubectl.namespace();
        KubeSettings settings = new KubeSettings(Optional.of(kubectl.kubeconfig()), 64, Duration.ofSeconds(10));
        try (KubernetesClient client = KubeClients.connect(settings);
                NodeAccess access = NodeAccess.impersonating(client, node, WriteFence.NONE);
                CertificateKeeper keeper = keeper(client, node);
                NodeController controller = controller(node, access, client, keeper)) {
            controller.start();
            String first = awaitReason(kubectl, controller, "Waiting");
            assertThat(first).contains("kubernetes.io/kubelet-serving", "kubectl certificate approve csr-beemesh-");

            kubectl.run("certificate", "deny", request(first));
            String denied = awaitReason(kubectl, controller, "Denied");
            assertThat(denied).contains(request(first) + " ", "is Denied", "kubectl certificate approve NAME");

            String second = awaitReason(kubectl, controller, "Waiting");
            assertThat(request(second)).isNotEqualTo(request(first));
            kubectl.run("certificate", "approve", request(second));
            awaitReason(kubectl, controller, "Issued");
            assertThat(kubectl.query("node/" + node, CONDITION.formatted("status")))
                    .containsExactly("True");
            assertThat(kubectl.run("describe", "node", node).lines())
                    .filteredOn(line -> line.contains("  beemesh  ") && line.contains("Certificate"))
                    .hasSize(4);
        } finally {
            kubectl.attempt("delete", "node", node);
        }
    }

    /** Looks at the node until it says this of its certificates, and gives the whole message. */
    private String awaitReason(Kubectl kubectl, NodeController controller, String reason) {
        String node = "node/" + kubectl.namespace();
        Eventually.within(SOON, () -> {
            clock.advance(Duration.ofSeconds(11));
            controller.hostsChanged();
            assertThat(kubectl.query(node, CONDITION.formatted("reason"))).containsExactly(reason);
        });
        return kubectl.run("get", node, "--output=jsonpath=" + CONDITION.formatted("message"));
    }

    private static String request(String message) {
        return message.replaceFirst(".*certificate request (\\S+) .*", "$1");
    }

    /** Asks as the node does whose provider may not approve by itself. */
    private CertificateKeeper keeper(KubernetesClient client, String node) {
        Certificates certificates =
                new Certificates(client, new Certificates.Policy(node, true, false, Duration.ofMinutes(15)));
        return CertificateKeeper.start(
                CertificateSubject.server(node, ADDRESS),
                new CertificateKeeper.Ports(
                        (request, waiting) -> certificates.sign(CertificateKind.SERVING, request, waiting),
                        new MemoryStore(),
                        clock,
                        new Random(1)));
    }

    private static NodeController controller(
            String node, NodeAccess access, KubernetesClient own, CertificateKeeper keeper) {
        NodeSettings settings = new NodeSettings(
                node, ADDRESS, "default", 10250, Map.of(), List.of(), "0.1.0", NodeSettings.Pace.kubelet());
        return new NodeController(
                settings,
                new NodeController.Writers(new ApiNodeWriter(access, own), new ApiLeaseWriter(access)),
                new NodeFaults(new KeptCertificates(List.of(keeper)), new ApiObjectEvents(access, Clock.systemUTC())),
                List::of,
                Clock.systemUTC());
    }
}
