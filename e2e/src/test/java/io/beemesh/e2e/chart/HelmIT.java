package io.beemesh.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.Rig;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.KubeSettings;
import io.beemesh.provider.kube.install.Right;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.workload.ApiPodLabels;
import io.beemesh.provider.kube.workload.PodLabels;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The life of one installation, from the image to nothing left; each test goes on where the one before it ended. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HelmIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String LABEL = "app.kubernetes.io/name=beemesh";
    private static final Duration GAP_MAX = Duration.ofSeconds(15);

    @TempDir
    private static Path folder = Path.of("");

    private static Rig rig = Rig.alone();
    private static String nodeAddress = "";
    private static String said = "";
    private static List<EdgeHost> hosts = List.of();

    @BeforeAll
    static void install() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "a kubelet needs root");
        kubectl().run("create", "namespace", Release.NAMESPACE);
        kubectl().run("label", "namespace", Release.NAMESPACE, "pod-security.kubernetes.io/enforce=restricted");
        said = rig.quickstart("--helm", "--hosts", "3");
        nodeAddress = rig.realNode();
        hosts = Stream.of(1, 2, 3).map(number -> new EdgeHost(rig, number)).toList();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @Test
    @Order(1)
    void quickstartInstallsWithoutValuesAndJoinsHostsByTheCommandOfTheNotes() {
        assertThat(said)
                .contains("helm install beemesh helm/beemesh --namespace beemesh-system --create-namespace")
                .contains("hello from pod hello-", "this is hello-", "by the notes: kubectl exec");
        assertThat(Release.on(rig).values()).contains("null");
        assertThat(notesCommand("kubectl rollout status")).contains("complete");
        assertThat(kubectl().query("edgehosts", "{.items[*].status.conditions[?(@.type==\"Ready\")].status}"))
                .containsExactly("True", "True", "True");
        assertThat(kubectl().query("node/beemesh", "{.status.addresses[0].address}"))
                .isEqualTo(own().query("service/beemesh", "{.spec.clusterIP}"));
    }

    @Test
    @Order(2)
    void workloadsWithTheNodeSelectorAloneRunOnAllHostsAndAnswer() {
        assertThat(kubectl().query("deployment/hello", "{.spec.template.spec.tolerations}"))
                .isEmpty();
        Workloads.run(kubectl());

        assertThat(kubectl().query("pods", "{.items[*].spec.nodeName}")).containsOnly("beemesh");
        assertThat(hosts)
                .allSatisfy(host -> assertThat(host.runningContainers()).isNotEmpty());
        Eventually.within(
                SOON, () -> assertThat(kubectl().run("logs", "job/sum")).isEqualTo("42\n"));
        assertThat(kubectl().run("logs", "store-1")).isEqualTo("I am store-1\n");
        assertThat(kubectl().run("exec", "store-0", "--", "hostname")).isEqualTo("store-0\n");
    }

    @Test
    @Order(3)
    void onlyPodsThatNameThisMeshOrAPoolGetTheToleration() {
        String in = "{operator: In, key: beemesh.io/mesh, values: [other, default]}";
        String notIn = "{operator: DoesNotExist, key: beemesh.io/mesh}";
        String affinity = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
                + "{nodeSelectorTerms: [{matchExpressions: [%s]}]}}}";
        assertThat(Workloads.tolerated(kubectl(), "by-affinity", affinity.formatted(in)))
                .isTrue();
        assertThat(Workloads.tolerated(kubectl(), "kept-off", affinity.formatted(notIn)))
                .isFalse();
        assertThat(Workloads.tolerated(kubectl(), "other-mesh", "nodeSelector: {beemesh.io/mesh: other}"))
                .isFalse();
        assertThat(Workloads.tolerated(kubectl(), "plain", "terminationGracePeriodSeconds: 0"))
                .isFalse();
        assertThat(Workloads.tolerated(kubectl(), "pooled", "nodeSelector: {beemesh.io/pool: north}"))
                .isTrue();
        String pool = "{operator: In, key: beemesh.io/pool, values: [north]}";
        assertThat(Workloads.tolerated(kubectl(), "pooled-by-affinity", affinity.formatted(pool)))
                .isTrue();
        assertThat(Workloads.tolerated(
                        kubectl(), "others-pool", "nodeSelector: {beemesh.io/mesh: other, beemesh.io/pool: north}"))
                .isFalse();
    }

    @Test
    @Order(4)
    void joinCommandNamesTheLoadBalancerOnceItHasAnAddress() {
        own().run(
                        "patch",
                        "service/beemesh-edge",
                        "--subresource=status",
                        "--patch={\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"%s\"}]}}}"
                                .formatted(nodeAddress));

        Eventually.within(SOON, () -> assertThat(notesCommand("kubectl exec"))
                .contains(" /ip4/" + nodeAddress + "/tcp/4001/p2p/"));
    }

    @Test
    @Order(5)
    void helmTestChecksEverything() {
        assertThat(Release.on(rig).test())
                .contains(
                        "ok    API server",
                        "ok    rights",
                        "ok    rights of the node",
                        "ok    node beemesh",
                        "ok    kubelet API",
                        "ok    hosts");
    }

    @Test
    @Order(6)
    void upgradeKeepsPodsAndHosts() {
        List<String> before = Workloads.state(kubectl());
        int gaps = Attachments.gaps(hosts.getFirst()).size();

        Release.on(rig).upgrade("--set-string=podAnnotations.again=true", "--set=node.labels.zone=north");
        own().run("rollout", "status", "statefulset/beemesh", "--timeout=90s");

        Eventually.within(SOON, () -> assertThat(kubectl().query("node/beemesh", "{.metadata.labels.zone}"))
                .containsExactly("north"));
        Eventually.within(SOON, () -> assertThat(hosts).allSatisfy(host -> assertThat(Attachments.gaps(host))
                .hasSizeGreaterThan(gaps)
                .allSatisfy(gap -> assertThat(gap).isLessThan(GAP_MAX))));
        awaitAnswers();
        assertThat(Workloads.state(kubectl())).isEqualTo(before);
    }

    @Test
    @Order(7)
    void aThiefOfTheServiceAccountIsNoMoreThanTheNode() {
        kubectl().run("create", "secret", "generic", "unnamed", "--from-literal=a=b");
        Thief thief = Thief.of(own(), folder);
        String[] asNode = {"--as=system:node:beemesh", "--as-group=system:nodes"};

        assertThat(thief.refusal("get", "secret", "unnamed", "--namespace=default"))
                .contains("forbidden");
        assertThat(thief.refusal("get", "secret", "unnamed", "--namespace=default", asNode[0], asNode[1]))
                .contains("no relationship found between node 'beemesh' and this object");
        assertThat(thief.refusal("get", "nodes", "--as=system:node:twin", "--as-group=system:nodes"))
                .contains("cannot impersonate resource \"users\"");
        assertThat(thief.refusal("get", "pods", "--all-namespaces", asNode[0], asNode[1]))
                .contains("forbidden");
    }

    @Test
    @Order(8)
    void noOtherNodesCertificateIsToBeHad() throws Exception {
        Path request = folder.resolve("request.json");
        String serving = "kubernetes.io/kubelet-serving";
        Files.writeString(request, Thief.request("twin", serving));
        Thief thief = Thief.of(own(), Files.createDirectory(folder.resolve("second")));

        assertThat(thief.refusal("create", "--filename=" + request)).contains("forbidden");
        assertThat(thief.refusal(
                        "create",
                        "--filename=" + request,
                        "--as=system:node:beemesh",
                        "--as-group=system:nodes",
                        "--as-group=system:authenticated"))
                .contains("can only create a node CSR with CN=system:node:beemesh");
        kubectl()
                .run(
                        "create",
                        "--filename=" + request,
                        "--as=system:node:twin",
                        "--as-group=system:nodes",
                        "--as-group=system:authenticated");
        assertThat(thief.refusal("certificate", "approve", "of-twin"))
                .contains("the provider approves only the serving certificates that its own nodes ask for");
        kubectl().run("delete", "csr", "of-twin");
    }

    @Test
    @Order(10)
    void ofAPodItMarksWhichLeadsAndChangesNothingElse() throws Exception {
        PodRef pod = new PodRef(
                kubectl().namespace(),
                kubectl().query("pods", "{.items[0].metadata.name}").getFirst(),
                kubectl().query("pods", "{.items[0].metadata.uid}").getFirst());
        Thief thief = Thief.of(own(), Files.createDirectory(folder.resolve("third")));
        KubeSettings settings = new KubeSettings(Optional.of(thief.kubectl().kubeconfig()), 8, Duration.ofSeconds(10));
        try (KubernetesClient client = KubeClients.connect(settings)) {
            PodLabels labels = new ApiPodLabels(client);
            assertThat(labels.set(pod, "beemesh.io/leader", Optional.of("true")))
                    .isTrue();
            assertThat(kubectl().query("pod/" + pod.name(), "{.metadata.labels.beemesh\\.io/leader}"))
                    .containsExactly("true");
            assertThat(labels.set(pod, "beemesh.io/leader", Optional.empty())).isTrue();
            assertThat(labels.set(pod, "color", Optional.of("red"))).isFalse();
            var other = client.pods()
                    .inNamespace(pod.namespace())
                    .resource(new PodBuilder()
                            .withNewMetadata()
                            .withNamespace(pod.namespace())
                            .withName(pod.name())
                            .endMetadata()
                            .build());
            assertThatThrownBy(() -> other.patch(
                            PatchContext.of(PatchType.JSON),
                            "[{\"op\": \"replace\", \"path\": \"/spec/containers/0/image\", \"value\": \"evil\"}]"))
                    .hasMessageContaining("no more of a pod of its nodes than the label beemesh.io/leader");
        }
    }

    @Test
    @Order(9)
    void whatItDidIsWhatItMayDo() {
        // The chart gives one right more where the provider brings definitions to its version, as it does by default.
        Stream<Right> definitions = Stream.of("edgehosts", "jointokens", "meshpools", "stategroups")
                .map(kind -> new Right(
                        "patch", "apiextensions.k8s.io", "customresourcedefinitions", "", kind + ".beemesh.io"));
        // By the cluster's own role for all who serve: who signs client certificates.
        Stream<Right> authorities =
                Stream.of("list", "watch").map(verb -> new Right(verb, "", "configmaps", "kube-system", ""));
        Set<Right> may = Stream.of(
                        Right.ofProvider("beemesh", List.of(), Release.NAMESPACE).stream(),
                        Right.ofStorage().stream(),
                        definitions,
                        authorities)
                .flatMap(rights -> rights)
                .collect(Collectors.toSet());
        Set<Right> did = new ServiceAccountAudit("system:serviceaccount:beemesh-system:beemesh", "beemesh-provider")
                .rights(rig.audit());

        assertThat(did).hasSizeGreaterThan(20).isSubsetOf(may);
    }

    @Test
    @Order(10)
    void aSecondProviderTakesOver() {
        List<String> before = Workloads.state(kubectl());
        Release.on(rig).upgrade("--set=replicaCount=2", "--set=node.labels.zone=north");
        own().run("rollout", "status", "statefulset/beemesh", "--timeout=120s");
        Eventually.within(SOON, () -> assertThat(
                        own().query("pods", "{.items[*].status.conditions[?(@.type==\"Ready\")].status}"))
                .containsExactly("True", "True"));

        String leader = leader();
        own().run("delete", "pod", "beemesh-" + leader, "--force", "--grace-period=0");

        Eventually.within(SOON, () -> assertThat(leader()).isNotEqualTo(leader));
        awaitAnswers();
        assertThat(Workloads.state(kubectl())).isEqualTo(before);
    }

    @Test
    @Order(11)
    void quickstartThatIsRunAgainGoesOnWithTheRelease() {
        assertThat(rig.quickstart("up")).contains("going on with the installation by Helm", "hello from pod hello-");
        assertThat(rig.quickstart("status")).contains("deployed", "beemesh-0", "edge3-agent");
        assertThat(Workloads.state(kubectl())).hasSize(6);
    }

    @Test
    @Order(12)
    void uninstallSaysWhatItRemovesAndLeavesNothing() {
        assertThat(Release.on(rig).uninstall())
                .contains("node beemesh and its lease removed", "3 EdgeHosts removed")
                .contains("pods on edge hosts run on", "`beemesh-agent leave`");

        assertThat(kubectl().query("nodes", "{.items[*].metadata.name}")).containsExactly("twin");
        assertThat(kubectl().run("get", "edgehosts,meshpools,csr", "--output=name"))
                .isEmpty();
        for (String kind : Set.of(
                "clusterroles", "clusterrolebindings", "mutatingadmissionpolicies", "validatingadmissionpolicies")) {
            assertThat(kubectl().run("get", kind, "--selector=" + LABEL, "--output=name"))
                    .isEmpty();
        }
        String kinds = "roles,rolebindings,leases,secrets,serviceaccounts,services,statefulsets,jointokens";
        assertThat(kubectl().run("get", kinds, "--all-namespaces", "--selector=" + LABEL, "--output=name"))
                .isEmpty();
        assertThat(own().run("get", "secrets,pods,jointokens,leases,configmaps", "--output=name"))
                .isEqualTo("configmap/kube-root-ca.crt\n");
        assertThat(rig.kubectl("kube-node-lease").query("leases", "{.items[*].metadata.name}"))
                .containsExactly("twin");
    }

    @Test
    @Order(13)
    void podsOfAClusterThatIsGoneRunOnUntilTheirHostLeaves() {
        assertThat(hosts.stream()
                        .mapToInt(host -> host.runningContainers().size())
                        .sum())
                .as("those of the Deployment, at least")
                .isGreaterThanOrEqualTo(3);
        for (EdgeHost host : hosts) {
            host.killAgent();
            host.agent("leave", "--yes");
            assertThat(host.exec("podman", "ps", "--all", "--quiet")).isEmpty();
        }
    }

    @Test
    @Order(14)
    void quickstartDownLeavesNothing() throws Exception {
        rig.quickstart("down");

        assertThat(rig.state()).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/mounts")))
                .doesNotContain(rig.state().toString());
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains(rig.state().toString())))
                .isEmpty();
    }

    private static Kubectl kubectl() {
        return rig.kubectl("default");
    }

    private static Kubectl own() {
        return rig.kubectl(Release.NAMESPACE);
    }

    /** The number of the provider that leads. */
    private static String leader() {
        return own().query("lease/beemesh", "{.spec.holderIdentity}")
                .getFirst()
                .replaceFirst("^beemesh/([0-9])_.*", "$1");
    }

    /** Every pod that runs answers, whichever host it is on. */
    private static void awaitAnswers() {
        for (String pod : kubectl().query("pods", "{.items[?(@.status.phase==\"Running\")].metadata.name}")) {
            Eventually.within(SOON, () -> assertThat(kubectl().run("exec", pod, "--", "echo", "on"))
                    .isEqualTo("on\n"));
        }
    }

    /** Runs the command of the notes that begins so. */
    private static String notesCommand(String begin) {
        String notes = Release.on(rig).notes();
        String line = notes.lines()
                .map(String::strip)
                .filter(candidate -> candidate.startsWith(begin))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no '" + begin + "' in " + notes));
        return kubectl().run(Stream.of(line.split(" ")).skip(1).toArray(String[]::new));
    }
}
