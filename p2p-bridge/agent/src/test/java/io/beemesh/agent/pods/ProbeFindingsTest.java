package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.probe.Probes.Kind;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.agent.spec.Pod;
import org.junit.jupiter.api.Test;

class ProbeFindingsTest {
    private static final String TWO = "'containers':[{'name':'web','image':'i'},{'name':'other','image':'i'}]";
    private static final String SIDE = "'initContainers':[{'name':'side','image':'i','restartPolicy':'Always'}],";

    @Test
    void saysOfAContainerThatIsStartedAgain() {
        assertThat(ProbeFindings.message(pod(Orders.one("sleep")), "web", Kind.LIVENESS))
                .isEqualTo("Container web failed liveness probe, will be restarted");
    }

    @Test
    void saysOfTheLastContainerOfAPodThatItIsStopped() {
        assertThat(ProbeFindings.message(pod("'restartPolicy':'Never'," + Orders.one("sleep")), "web", Kind.STARTUP))
                .isEqualTo("Stopping container web");
        assertThat(ProbeFindings.message(pod("'restartPolicy':'Never'," + TWO), "web", Kind.STARTUP))
                .isEqualTo("Container web failed startup probe");
    }

    @Test
    void saysOfASidecarThatItIsAnInitContainer() {
        assertThat(ProbeFindings.message(pod(SIDE + Orders.one("sleep")), "side", Kind.LIVENESS))
                .isEqualTo("Init container side failed liveness probe");
    }

    private static Pod pod(String spec) {
        return ((Assignment.Reading.Good) Assignment.read(Orders.pod("web", spec)))
                .assignment()
                .pod();
    }
}
