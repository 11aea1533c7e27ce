package io.beemesh.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Command.Outcome;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.PortForward;
import io.beemesh.e2e.rig.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same pod on the mesh and on a real kubelet, asked by kubectl; the twin compares all else. */
@OnRig
class KubeletTwinIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Pattern FIELD = Pattern.compile("^ *([A-Z][A-Za-z ]+):");

    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec:
              nodeSelector: {%s}
              tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]
              terminationGracePeriodSeconds: 3
              %s
            """;

    private static final String READER = """
            restartPolicy: Never
            containers:
            - name: main
              image: busybox:1
              stdin: true
              tty: %s
              command: [sh, -c, 'while read line; do echo "got $line"; [ "$line" = end ] && exit 3; done; echo eof']
            """;

    private Kubectl kubectl;

    @BeforeEach
    void realNode(Rig rig, Kubectl cluster) {
        rig.realNode();
        kubectl = cluster;
    }

    private void run(String spec) {
        String indented = spec.strip().replace("\n", "\n  ");
        kubectl.apply(POD.formatted("mesh", "beemesh.io/mesh: default", indented));
        kubectl.apply(POD.formatted("real", "kubernetes.io/hostname: twin", indented));
    }

    private <T> void agree(Function<String, T> question) {
        assertThat(question.apply("mesh")).isEqualTo(question.apply("real"));
    }

    private void await(String jsonPath, String value) {
        for (String pod : List.of("mesh", "real")) {
            Eventually.within(LONG, () -> assertThat(kubectl.query("pod/" + pod, jsonPath))
                    .containsExactly(value));
        }
    }

    private List<String> status(String pod, String path) {
        return kubectl.query("pod/" + pod, "{.status" + path + "}");
    }

    private Outcome exec(String pod, String script) {
        return kubectl.attempt("exec", pod, "--", "sh", "-c", script);
    }

    /** Reasons of events, without which host of the mesh it is, and whether the image was there. */
    private TreeSet<String> events(String pod) {
        TreeSet<String> reasons =
                new TreeSet<>(kubectl.query("events", "{.items[?(@.involvedObject.name==\"" + pod + "\")].reason}"));
        reasons.removeAll(List.of("HostAssigned", "Pulling"));
        return reasons;
    }

    @Test
    void runningPodReadsTheSame() {
        run("""
                containers:
                - name: main
                  image: busybox:1
                  command: [sh, -c, 'for i in 1 2 3; do echo line $i; done; exec sleep 3600']
                  env:
                  - {name: GREETING, value: hello}
                  - {name: WHERE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
                  resources: {limits: {memory: 64Mi, cpu: 100m}}
                  volumeMounts: [{name: scratch, mountPath: /scratch}]
                volumes: [{name: scratch, emptyDir: {}}]
                """);
        await("{.status.conditions[?(@.type==\"Ready\")].status}", "True");

        agree(pod -> kubectl.run("logs", pod));
        agree(pod -> kubectl.run("logs", pod, "--tail=2"));
        agree(pod -> kubectl.attempt("logs", pod, "--previous").exitCode());
        agree(pod -> exec(pod, "echo $GREETING; id; umask; stat -c %a:%u:%g /scratch; ulimit -c")
                .output());
        agree(pod -> exec(pod, "echo err >&2; exit 42"));
        agree(pod -> status(pod, ".conditions[*].type"));
        agree(pod -> status(pod, ".qosClass"));
        agree(pod -> status(pod, ".containerStatuses[0].restartCount"));
        agree(this::described);
        agree(this::events);
    }

    /** The fields that {@code kubectl describe} shows, without those that differ because the pods do. */
    private List<String> described(String pod) {
        return kubectl.run("describe", "pod", pod)
                .lines()
                .map(FIELD::matcher)
                .filter(Matcher::find)
                .map(field -> field.group(1))
                .filter(field -> !field.equals("Annotations"))
                .toList();
    }

    @Test
    void crashLoopReadsTheSame() {
        run("""
                containers:
                - {name: main, image: 'busybox:1', command: [sh, -c, 'echo last words; exit 3']}
                """);
        for (String pod : List.of("mesh", "real")) {
            Eventually.within(LONG, () -> assertThat(events(pod)).contains("BackOff"));
        }

        // The real kubelet may have removed the container that its status still names.
        assertThat(kubectl.run("logs", "mesh")).isEqualTo("last words\n");
        assertThat(kubectl.run("logs", "mesh", "--previous")).isEqualTo("last words\n");
        agree(pod -> status(pod, ".containerStatuses[0].lastState.terminated.exitCode"));
        agree(pod -> status(pod, ".containerStatuses[0].lastState.terminated.reason"));
        agree(pod -> exec(pod, "true").exitCode());
        agree(this::events);
    }

    @Test
    void followedLogEndsWithItsContainer() {
        run("""
                restartPolicy: Never
                containers:
                - name: main
                  image: busybox:1
                  command: [sh, -c, 'for i in 1 2 3; do echo $i; sleep 1; done; exit 5']
                """);
        await("{.status.containerStatuses[0].name}", "main");

        for (String pod : List.of("mesh", "real")) {
            Eventually.within(LONG, () -> assertThat(
                            kubectl.attempt("logs", pod, "--follow").output())
                    .isEqualTo("1\n2\n3\n"));
        }
        await("{.status.phase}", "Failed");
        agree(pod -> status(pod, ".containerStatuses[0].state.terminated.exitCode"));
        agree(pod -> status(pod, ".containerStatuses[0].state.terminated.reason"));
        agree(pod -> status(pod, ".conditions[?(@.type==\"Ready\")].reason"));
    }

    @Test
    void debuggerIsTalkedTo() {
        run("""
                containers:
                - {name: main, image: 'busybox:1', command: [sh, -c, 'exec sleep 3600']}
                """);
        await("{.status.conditions[?(@.type==\"Ready\")].status}", "True");

        // The real one may lose what a container says that ends before it is attached to.
        assertThat(debugged("mesh")).contains("in 1");
    }

    private String debugged(String pod) {
        String shell = "echo in $(pidof sleep | wc -w); exit 3";
        return kubectl.attempt(
                        "debug", pod, "-i", "--image=busybox:1", "--target=main", "-c", "talk", "--", "sh", "-c", shell)
                .output();
    }

    /** What {@code kubectl attach} printed, and how it ended. */
    private String attach(String pod, String options, String input) {
        String line = "%s --namespace=%s attach %s %s".formatted(kubectl.program(), kubectl.namespace(), options, pod);
        List<String> words = options.contains("t")
                ? List.of("timeout", "60", "script", "-qefc", line, "/dev/null")
                : List.of("timeout", "60", "sh", "-c", line);
        Command.Outcome outcome =
                new Command(words, Map.of("KUBECONFIG", kubectl.kubeconfig().toString())).attempt(LONG, input);
        return outcome.exitCode() + "\n" + outcome.output().replace("attach " + pod, "attach POD");
    }

    @Test
    void attachedInputReadsTheSame() {
        run(READER.formatted("false"));
        await("{.status.phase}", "Running");

        // How much of the answer a client sees before it is detached at the end of its input is chance.
        agree(pod -> attach(pod, "-i", "one\nend\n").lines().findFirst());
        await("{.status.containerStatuses[0].state.terminated.exitCode}", "3");
        agree(pod -> kubectl.run("logs", pod));
    }

    @Test
    void attachedTerminalReadsTheSame() {
        run(READER.formatted("true"));
        await("{.status.phase}", "Running");

        agree(pod -> attach(pod, "-it", "one\nend\n"));
        await("{.status.containerStatuses[0].state.terminated.exitCode}", "3");
    }

    @Test
    void attachedOutputReadsTheSame() {
        run("""
                restartPolicy: Never
                containers:
                - name: main
                  image: busybox:1
                  command: [sh, -c, 'until [ -e /go ]; do sleep 0.1; done; sleep 3; echo out; echo err >&2; exit 4']
                """);
        await("{.status.phase}", "Running");

        agree(pod -> {
            exec(pod, "touch /go");
            return attach(pod, "", "");
        });
        await("{.status.containerStatuses[0].state.terminated.exitCode}", "4");
    }

    @Test
    void refusedPortReadsTheSame() {
        run("""
                containers:
                - name: main
                  image: busybox:1
                  command: [sleep, '3600']
                """);
        await("{.status.phase}", "Running");

        agree(pod -> {
            try (PortForward forward = PortForward.start(kubectl, pod, 9999, true)) {
                assertThat(forward.ask("anybody?")).isEmpty();
                int code = forward.awaitEnd(LONG);
                return code
                        + forward.errors()
                                .replaceFirst("(?s)^.*error forwarding", "error forwarding")
                                .replaceFirst("pod \\S+, uid \\S*: ", "pod, uid: ")
                                .replaceAll("namespace \\\\?\"[^\"]*\"", "namespace")
                                .replaceAll(" IPv6 .*", ""); // in the words of the resolver
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
