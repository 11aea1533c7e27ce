package io.beemesh.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import io.beemesh.mesh.enrol.EnrolOutcome;
import io.beemesh.mesh.wire.EnrolRefused.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@OnRig(hosts = 0)
class EnrolmentIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void showsAHostThatJoinedAndTheWorkItWasGiven(Kubectl kubectl, Rig rig) throws Exception {
        try (SimulatedHost host = SimulatedHost.join(rig, "enrol-it-1")) {
            kubectl.awaitCondition("edgehost/enrol-it-1", "Ready");
            assertThat(kubectl.query("edgehost/enrol-it-1", "{.spec.peerId}"))
                    .containsExactly(host.peer().toString());
            assertThat(kubectl.run("get", "edgehosts", "enrol-it-1")
                            .lines()
                            .findFirst()
                            .orElseThrow()
                            .split(" +"))
                    .containsExactly("NAME", "READY", "PODS", "CPU", "MEMORY", "ARCH", "LAST-SEEN", "AGE");
        }
    }

    @Test
    void letsOneHostInWithAOneTimeToken(Rig rig) throws Exception {
        rig.provider();
        List<String> invitation = rig.invitation();

        EnrolOutcome first = SimulatedHost.tryToken(invitation, "enrol-it-2");
        EnrolOutcome second = SimulatedHost.tryToken(invitation, "enrol-it-3");

        assertThat(first).isInstanceOf(EnrolOutcome.Enrolled.class);
        assertThat(second).isInstanceOfSatisfying(EnrolOutcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(Reason.TOKEN_USED_UP));
    }

    @Test
    void givesNoHostTheNameOfAnother(Rig rig) throws Exception {
        try (SimulatedHost host = SimulatedHost.join(rig, "enrol-it-4")) {
            assertThat(SimulatedHost.tryToken(rig.invitation(), "enrol-it-4"))
                    .isInstanceOfSatisfying(EnrolOutcome.Refused.class, refused -> assertThat(refused.reason())
                            .isEqualTo(Reason.NAME_TAKEN));
            assertThat(host.lost()).isNotDone();
        }
    }

    @Test
    void cutsAHostWhoseEdgeHostIsDeleted(Kubectl kubectl, Rig rig) throws Exception {
        try (SimulatedHost host = SimulatedHost.join(rig, "enrol-it-5")) {
            kubectl.awaitCondition("edgehost/enrol-it-5", "Ready");

            kubectl.run("delete", "edgehost", "enrol-it-5");

            assertThat(host.lost().get(10, TimeUnit.SECONDS)).isNotEmpty();
            Eventually.within(SOON, () -> assertThat(
                            kubectl.attempt("get", "edgehost", "enrol-it-5").exitCode())
                    .isEqualTo(1));
        }
    }
}
