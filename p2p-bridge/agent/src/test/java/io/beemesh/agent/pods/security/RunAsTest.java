package io.beemesh.agent.pods.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.agent.pods.env.MissingValue;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.PodReader;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunAsTest {

    private static Pod pod(String podContext, String ownContext) {
        String json = """
                {"metadata": {"namespace": "shop", "name": "web", "uid": "u"},
                 "spec": {"securityContext": {%s},
                          "containers": [{"name": "main", "image": "i", "securityContext": {%s}}]}}
                """.formatted(podContext, ownContext).replace('\'', '"');
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
                "-, 0",
                "1000:100, 100",
                "1000:web, -",
                "web, -",
            })
    void itsFirstGroupIsKnownWhereTheImageSaysIt(String image, Long group) throws Exception {
        Pod pod = pod("", "");
        RunAs runAs = RunAs.of(pod.security(), pod.containers().getFirst().security());

        assertThat(runAs.firstGroup(image == null ? "" : image))
                .isEqualTo(group == null ? OptionalLong.empty() : OptionalLong.of(group));
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
