package io.beemesh.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.Rig;
import io.beemesh.provider.kube.install.Right;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec:
              %s
              containers: [{name: main, image: 'busybox:1', command: [sleep, '1000']}]
            """;

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: hello}
            spec:
              selector: {matchLabels: {app: hello}}
              template:
                metadata: {labels: {app: hello}}
                spec:
                  nodeSelector: {beemesh.io/mesh: default}
                  containers: [{name: main, image: 'busybox:1', command: [sh, -c, 'echo hi; sleep 1000']}]
            """;

    @TempDir
    private static Path folder = Path.of("");

    private static Rig rig = Rig.alone();
    private static String nodeAddress = "";
    private static String notes = "";

    @BeforeAll
    static void install() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "a kubelet needs root");
        Kubectl kubectl = rig.kubectl("default");
        nodeAddress = rig.realNode();
        rig.push(ProviderImage.build(folder.resolve("image.tar")).archive(), "beemesh/provider:0.1.0");
        kubectl.run("create", "namespace", Release.NAMESPACE);
        kubectl.run("label", "namespace", Release.NAMESPACE, "pod-security.kubernetes.io/enforce=restricted");
        notes = Release.on(rig).install();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @Test
    @Order(1)
    void needsNoValuesAndTheNotesCommandsLeadToAReadyNode() {
        notesCommand("kubectl rollout status");
        assertThat(join("kubectl exec").runningContainers()).isEmpty();

        kubectl().awaitCondition("node/beemesh", "Ready");
        assertThat(kubectl().query("node/beemesh", "{.status.addresses[0].address}"))
                .isEqualTo(own().query("service/beemesh", "{.spec.clusterIP}"));
    }

    @Test
    @Order(2)
    void deploymentWithTheNodeSelectorAloneRunsAndAnswers() {
        kubectl().apply(DEPLOYMENT);
        kubectl().run("rollout", "status", "deployment/hello", "--timeout=90s");

        Eventually.within(SOON, () -> assertThat(kubectl().query("pods", "{.items[*].spec.nodeName}"))
                .containsExactly("beemesh"));
        Eventually.within(SOON, () -> assertThat(kubectl().run("logs", "deployment/hello"))
                .isEqualTo("hi\n"));
        assertThat(kubectl().run("exec", "deployment/hello", "--", "hostname")).startsWith("hello-");
    }

    @Test
    @Order(3)
    void onlyPodsThatNameThisMeshGetTheToleration() {
        String in = "{operator: In, key: beemesh.io/mesh, values: [other, default]}";
        String notIn = "{operator: DoesNotExist, key: beemesh.io/mesh}";
        String affinity = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
                + "{nodeSelectorTerms: [{matchExpressions: [%s]}]}}}";
        assertThat(tolerated("by-affinity", affinity.formatted(in))).isTrue();
        assertThat(tolerated("kept-off", affinity.formatted(notIn))).isFalse();
        assertThat(tolerated("other-mesh", "nodeSelector: {beemesh.io/mesh: other}"))
                .isFalse();
        assertThat(tolerated("plain", "terminationGracePeriodSeconds: 0")).isFalse();
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
        List<String> before = state();

        Release.on(rig).upgrade("--set-string=podAnnotations.again=true", "--set=node.labels.zone=north");
        own().run("rollout", "status", "statefulset/beemesh", "--timeout=90s");

        Eventually.within(SOON, () -> assertThat(kubectl().query("node/beemesh", "{.metadata.labels.zone}"))
                .containsExactly("north"));
        Eventually.within(SOON, () -> assertThat(kubectl().run("exec", "deployment/hello", "--", "echo", "on"))
                .isEqualTo("on\n"));
        assertThat(state()).isEqualTo(before);
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
    @Order(9)
    void whatItDidIsWhatItMayDo() {
        // The chart gives one right more where the provider brings definitions to its version, as it does by default.
        Stream<Right> definitions = Stream.of("edgehosts", "jointokens", "meshpools")
                .map(kind -> new Right(
                        "patch", "apiextensions.k8s.io", "customresourcedefinitions", "", kind + ".beemesh.io"));
        // By the cluster's own role for all who serve: who signs client certificates.
        Stream<Right> authorities =
                Stream.of("list", "watch").map(verb -> new Right(verb, "", "configmaps", "kube-system", ""));
        Set<Right> may = Stream.of(
                        Right.ofProvider("beemesh", List.of(), Release.NAMESPACE).stream(), definitions, authorities)
                .flatMap(rights -> rights)
                .collect(Collectors.toSet());
        Set<Right> did = new ServiceAccountAudit("system:serviceaccount:beemesh-system:beemesh", "beemesh-provider")
                .rights(rig.audit());

        assertThat(did).hasSizeGreaterThan(20).isSubsetOf(may);
    }

    @Test
    @Order(10)
    void aSecondProviderTakesOver() {
        List<String> before = state();
        Release.on(rig).upgrade("--set=replicaCount=2", "--set=node.labels.zone=north");
        own().run("rollout", "status", "statefulset/beemesh", "--timeout=120s");
        Eventually.within(SOON, () -> assertThat(
                        own().query("pods", "{.items[*].status.conditions[?(@.type==\"Ready\")].status}"))
                .containsExactly("True", "True"));

        String leader = leader();
        own().run("delete", "pod", "beemesh-" + leader, "--force", "--grace-period=0");

        Eventually.within(SOON, () -> assertThat(leader()).isNotEqualTo(leader));
        Eventually.within(SOON, () -> assertThat(kubectl().run("exec", "deployment/hello", "--", "echo", "on"))
                .isEqualTo("on\n"));
        assertThat(state()).isEqualTo(before);
    }

    @Test
    @Order(11)
    void uninstallSaysWhatItRemovesAndLeavesNothing() {
        assertThat(Release.on(rig).uninstall())
                .contains("node beemesh and its lease removed", "1 EdgeHosts removed", "pods on edge hosts run on");

        assertThat(kubectl().query("nodes", "{.items[*].metadata.name}")).containsExactly("twin");
        assertThat(kubectl().run("get", "edgehosts,csr", "--output=name")).isEmpty();
        for (String kind : Set.of(
                "clusterroles", "clusterrolebindings", "mutatingadmissionpolicies", "validatingadmissionpolicies")) {
            assertThat(kubectl().run("get", kind, "--selector=" + LABEL, "--output=name"))
                    .isEmpty();
        }
        String kinds = "roles,rolebindings,leases,secrets,serviceaccounts,services,statefulsets";
        assertThat(kubectl().run("get", kinds, "--all-namespaces", "--selector=" + LABEL, "--output=name"))
                .isEmpty();
        assertThat(own().run("get", "secrets,pods", "--output=name")).isEmpty();
        assertThat(rig.kubectl("kube-node-lease").query("leases", "{.items[*].metadata.name}"))
                .containsExactly("twin");
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

    private static EdgeHost join(String command) {
        String answer = notesCommand(command).strip();
        return rig.join(List.of(answer.replaceFirst(".*--token ", "").split(" ")));
    }

    /** Runs the command of the notes that begins so. */
    private static String notesCommand(String begin) {
        String line = notes.lines()
                .map(String::strip)
                .filter(candidate -> candidate.startsWith(begin))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no '" + begin + "' in " + notes));
        return kubectl().run(Stream.of(line.split(" ")).skip(1).toArray(String[]::new));
    }

    private static boolean tolerated(String name, String spec) {
        kubectl().apply(POD.formatted(name, spec));
        List<String> keys = kubectl().query("pod/" + name, "{.spec.tolerations[*].key}");
        kubectl().run("delete", "pod/" + name, "--force", "--grace-period=0", "--wait=false");
        return keys.contains("virtual-kubelet.io/provider");
    }

    /** What must not change when the provider does. */
    private static List<String> state() {
        return kubectl()
                .query(
                        "pods",
                        "{range .items[*]}{.metadata.uid} {.status.containerStatuses[0].containerID} "
                                + "{.status.containerStatuses[0].restartCount} {end}");
    }
}
