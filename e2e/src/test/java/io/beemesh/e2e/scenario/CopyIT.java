package io.beemesh.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kubectl cp} to a pod of the mesh and back, over each of the two ways that kubectl knows. */
@OnRig
class CopyIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: box}
            spec:
              nodeSelector: {beemesh.io/mesh: default}
              tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]
              terminationGracePeriodSeconds: 1
              containers: [{name: main, image: 'busybox:1', command: [sh, -c, 'exec sleep 3600']}]
            """;
    private static final Map<String, String> FILES = Map.of(
            "with blanks  two", "a",
            "quote ' and \" both", "b",
            "-dash", "c",
            "ümläut €", "d",
            "$HOME;`id`", "e",
            "empty", "");

    @TempDir
    Path folder;

    @Test
    void copiesBothWaysUnderOddNamesWhateverTheProtocol(Kubectl kubectl) throws IOException {
        kubectl.apply(POD);
        kubectl.awaitCondition("pod/box", "Ready");
        Path there = Files.createDirectory(folder.resolve("there"));
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Files.writeString(there.resolve(file.getKey()), file.getValue());
        }

        for (boolean webSocket : List.of(true, false)) {
            Path back = folder.resolve("back-" + webSocket);
            copy(kubectl, webSocket, there.toString(), "box:/tmp/" + webSocket);
            copy(kubectl, webSocket, "box:/tmp/" + webSocket, back.toString());

            assertThat(contents(back)).isEqualTo(new TreeMap<>(FILES));
        }
        // By WebSocket the API server does not translate: the node has said that it understands.
        assertThat(kubectl.run("get", "--raw", "/metrics"))
                .containsPattern("websocket_streaming_requests_total\\{[^}]*proxied_to_kubelet[^}]*} [1-9]");
    }

    private static void copy(Kubectl kubectl, boolean webSocket, String source, String target) {
        new Command(
                        List.of(
                                kubectl.program().toString(),
                                "--namespace=" + kubectl.namespace(),
                                "cp",
                                source,
                                target),
                        Map.of(
                                "KUBECONFIG",
                                kubectl.kubeconfig().toString(),
                                "KUBECTL_REMOTE_COMMAND_WEBSOCKETS",
                                Boolean.toString(webSocket)))
                .run(LIMIT);
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                contents.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        }
        return contents;
    }
}
