package io.beemesh.agent.pods.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.agent.pods.env.MissingValue;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.PodReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunAsTest {

    private static Pod pod(String podContext, String ownContext) {
        String json = """
                {"metadata": {"namespace": "shop", "name": "web", "uid": "u"},
                 "spec": {"securityContext": {%s},
                          "containers": [{"name": "main", "image": "i", "securityContext": {%s}}]}}
                """.formatted(podContext, ownContext).replace('\'', '"');
        return read(json);
    }

    private static Pod read(String json) {
        return ((PodReader.Result.Read) PodReader.read(json.getBytes(StandardCharsets.UTF_8))).pod();
    }

    private static String user(String podContext, String ownContext, String imageUser) throws MissingValue {
        Pod pod = pod(podContext, ownContext);
        return RunAs.of(pod.security(), pod.containers().getFirst().security())
                .user(imageUser, pod, pod.containers().getFirst());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'', '', 1000:100, -",
                "'runAsUser':5, '', web, 5",
                "'runAsUser':5, 'runAsUser':6, web, 6",
                "'', 'runAsGroup':7, '', 0:7",
                "'', 'runAsGroup':7, 1000:100, 1000:7",
                "'runAsGroup':7, 'runAsUser':6, web, 6:7",
                "'runAsNonRoot':true, '', 1000, -",
                "'runAsNonRoot':true, 'runAsUser':6, '', 6",
                "'runAsNonRoot':true, 'runAsNonRoot':false, '', -"
            },
            quoteCharacter = '#')
    void isTheContainersThenThePodsThenTheImages(String pod, String own, String image, String expected)
            throws Exception {
        assertThat(user(bare(pod), bare(own), bare(image))).isEqualTo(expected);
    }

    private static String bare(String value) {
        return value.equals("''") ? "" : value;
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'', -, 0",
                "'', 1000:100, 100",
                "'', 1000:web, -",
                "'', web, 33",
                "'', 1000, 0",
                "'runAsUser':5, -, 60",
                "'runAsUser':6, web, 0",
                "'runAsUser':5;'runAsGroup':7, web, 7",
            },
            quoteCharacter = '#')
    void itsFirstGroupIsTheOneAskedForElseTheOneThatTheImageKnows(
            String context, String image, Long group, @TempDir Path layers) throws Exception {
        Pod pod = pod(bare(context).replace(';', ','), "");
        RunAs runAs = RunAs.of(pod.security(), pod.containers().getFirst().security());
        Files.writeString(Files.createDirectories(layers.resolve("upper/etc")).resolve("passwd"), """
                root:x:0:0:root:/root:/bin/sh
                garbage
                games:x:5:60::/:/bin/false
                web:x:7:33::/:/bin/false
                """);
        Accounts accounts = new Accounts(List.of(layers.resolve("none"), layers.resolve("upper")));

        assertThat(runAs.firstGroup(image == null ? "" : image, accounts))
                .isEqualTo(group == null ? OptionalLong.empty() : OptionalLong.of(group));
    }

    @Test
    void ofAnImageThatCannotBeLookedIntoNoGroupIsKnown(@TempDir Path layer) throws Exception {
        Files.createSymbolicLink(Files.createDirectory(layer.resolve("etc")).resolve("passwd"), Path.of("/etc/passwd"));

        assertThat(new Accounts(List.of(layer)).groupOf("root")).isEmpty();
        assertThat(new Accounts(List.of()).groupOf("1000")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', '', true", "root, '', true", "1000, '', false", "1000, 0, true", "'', 1000, false"})
    void podmanIsToldToAddAUsualCapabilityToRootOnly(String image, String asked, boolean told) {
        Pod pod = pod(asked.isEmpty() ? "" : "'runAsUser':" + asked, "");
        RunAs runAs = RunAs.of(pod.security(), pod.containers().getFirst().security());

        assertThat(runAs.added(List.of("CAP_NET_BIND_SERVICE", "SYS_ADMIN", "kill"), image))
                .isEqualTo(told ? List.of("CAP_NET_BIND_SERVICE", "SYS_ADMIN", "kill") : List.of("SYS_ADMIN"));
    }

    @Test
    void allContainersAreOneUsersOnlyIfAllAskForIt() {
        assertThat(RunAs.ofAll(pod("'runAsUser':5", ""))).hasValue(5);
        assertThat(RunAs.ofAll(pod("", "'runAsUser':0"))).hasValue(0);
        assertThat(RunAs.ofAll(pod("", ""))).isEmpty();
        assertThat(RunAs.ofAll(read("""
                {"metadata": {"namespace": "shop", "name": "web", "uid": "u"},
                 "spec": {"securityContext": {"runAsUser": 5},
                          "containers": [{"name": "main", "image": "i"},
                                         {"name": "side", "image": "i", "securityContext": {"runAsUser": 6}}]}}
                """))).isEmpty();
    }

    @Test
    void refusesRootInTheKubeletsWords() {
        String where = " (pod: \"web_shop(u)\", container: main)";
        assertThatThrownBy(() -> user("'runAsNonRoot':true,'runAsUser':0", "", "1000"))
                .hasMessage("container's runAsUser breaks non-root policy" + where);
        assertThatThrownBy(() -> user("'runAsNonRoot':true", "", ""))
                .hasMessage("container has runAsNonRoot and image will run as root" + where);
        assertThatThrownBy(() -> user("'runAsNonRoot':true", "", "00:5"))
                .hasMessage("container has runAsNonRoot and image will run as root" + where);
        assertThatThrownBy(() -> user("'runAsNonRoot':true", "", "web:5"))
                .hasMessage("container has runAsNonRoot and image has non-numeric user (web), cannot verify user is"
                        + " non-root" + where);
    }
}
