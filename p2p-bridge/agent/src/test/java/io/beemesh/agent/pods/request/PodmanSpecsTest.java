package io.beemesh.agent.pods.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.images.ImageOutcome;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.pods.admission.HostPolicy;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.env.MissingValue;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.agent.spec.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodmanSpecsTest {
    @Test
    void givesOutThePortsOfTheHost() {
        PodSpec spec = PodmanSpecs.pod(assignment("'containers':[{'name':'a','image':'i','ports':["
                + "{'name':'web','containerPort':80,'hostPort':8080,'hostIP':'192.0.2.1','protocol':'UDP'},"
                + "{'containerPort':81}]}]"));

        assertThat(spec.network().ports()).containsExactly(new PodSpec.Port("192.0.2.1", 8080, 80, "udp"));
    }

    @Test
    void cutsAHostNameToWhatTheKernelTakes() {
        String name = "a".repeat(62) + "-b";

        assertThat(PodmanSpecs.pod(assignment("'hostname':'" + name + "'," + Orders.one("x")))
                        .hostname())
                .isEqualTo("a".repeat(62));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'type':'RuntimeDefault' | | ``",
                "'type':'Unconfined' | | unconfined",
                "'type':'Localhost','localhostProfile':'a/b.json' | | /etc/seccomp/a/b.json",
                "'type':'Localhost','localhostProfile':'a.json' | 'privileged':true, | ``",
                "`` | | /usual.json",
                "`` | 'privileged':true, | ``"
            })
    void filtersSystemCallsAsAsked(String profile, String more, String filter) throws MissingValue {
        Pod pod = assignment("'containers':[{'name':'a','image':'i','securityContext':{%s'seccompProfile':{%s}}}]"
                        .formatted(more == null ? "" : more, profile))
                .pod();
        HostPolicy policy = new HostPolicy(
                HostPolicy.WORDS, Optional.of(Path.of("/etc/seccomp")), Optional.of(Path.of("/usual.json")));
        ImageOutcome.Available image = new ImageOutcome.Available("id", "reference", "", List.of());

        assertThat(PodmanSpecs.security(pod, pod.containers().getFirst(), image, policy)
                        .seccomp())
                .isEqualTo(filter);
    }

    private static Assignment assignment(String spec) {
        return switch (Assignment.read(Orders.pod("web", spec))) {
            case Assignment.Reading.Good good -> good.assignment();
            case Assignment.Reading.Bad bad -> throw new AssertionError(bad.message());
        };
    }
}
