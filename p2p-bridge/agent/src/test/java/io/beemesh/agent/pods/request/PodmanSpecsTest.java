package io.beemesh.agent.pods.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.testing.Orders;
import org.junit.jupiter.api.Test;

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

    private static Assignment assignment(String spec) {
        return switch (Assignment.read(Orders.pod("web", spec))) {
            case Assignment.Reading.Good good -> good.assignment();
            case Assignment.Reading.Bad bad -> throw new AssertionError(bad.message());
        };
    }
}
