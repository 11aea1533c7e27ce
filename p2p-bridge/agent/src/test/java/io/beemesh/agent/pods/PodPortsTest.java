package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.mesh.wire.RunPod;
import org.junit.jupiter.api.Test;

/** Pods that want the same port of their host. */
class PodPortsTest extends PodWorkersFixture {
    private static final int CRITICAL = 2_000_001_000;
    private static final Admission.Verdict ADMITTED = new Admission.Verdict.Admitted();
    private static final Admission.Verdict REFUSED = new Admission.Verdict.Refused(
            "NodePorts",
            "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
            false);

    @Test
    void refusesAPortUntilThePodThatHasItIsGone() throws Exception {
        workers.run(pod("web", "sleep"));
        reports.awaitStatus(PodWorkersFixture::ready);

        assertThat(workers.run(pod("other", "sleep"))).isEqualTo(REFUSED);

        podman.failNext("removePod", new PodmanException("not yet", null));
        workers.stop(WEB, 0);
        reports.awaitStatus(s -> s.path("phase").asText().equals("Failed"));
        assertThat(workers.run(pod("other", "sleep"))).isEqualTo(REFUSED);

        reports.awaitGone("u-web");
        assertThat(workers.run(pod("other", "sleep"))).isEqualTo(ADMITTED);
    }

    @Test
    void aPortThatAnotherClustersPodHasIsToBeWaitedFor() throws Exception {
        workers.run(pod("web", "sleep"));
        reports.awaitStatus(PodWorkersFixture::ready);

        Admission.Verdict verdict =
                workers.run(pod("other", "sleep").toBuilder().setClusterId("c2").build());

        assertThat(verdict)
                .isEqualTo(new Admission.Verdict.Refused(
                        "HostPortTaken",
                        "port 8080/TCP of the host is taken by a pod of another node or cluster",
                        false));
    }

    @Test
    void podThatIsOverGivesItsPortBack() throws Exception {
        workers.run(pod("web", "true"));
        reports.awaitStatus(s -> s.path("phase").asText().equals("Succeeded"));

        assertThat(podman.inspectPod(WEB.podName()).infraRuns()).isFalse();
        assertThat(workers.run(pod("other", "sleep"))).isEqualTo(ADMITTED);
    }

    @Test
    void podIsNotOverBeforeItsPortIsFree() throws Exception {
        podman.failNext("stopPod", new PodmanException("not yet", null));

        workers.run(pod("web", "true"));

        reports.awaitStatus(s -> s.path("phase").asText().equals("Succeeded"));
        assertThat(podman.inspectPod(WEB.podName()).infraRuns()).isFalse();
    }

    @Test
    void podThatAnOlderAgentLeftWithItsPortGivesItBack() throws Exception {
        workers.run(pod("web", "true"));
        reports.awaitStatus(s -> s.path("phase").asText().equals("Succeeded"));
        podman.startPod(WEB.podName());
        podman.failNext("stopPod", new PodmanException("not yet", null));

        restart();

        Eventually.succeeds(
                () -> assertThat(podman.inspectPod(WEB.podName()).infraRuns()).isFalse());
    }

    @Test
    void agentThatIsStartedAgainKeepsPortsForThosePodsThatHaveThem() throws Exception {
        workers.run(pod("web", "sleep"));
        reports.awaitStatus(PodWorkersFixture::ready);

        restart();

        assertThat(workers.run(pod("web", "sleep"))).isEqualTo(ADMITTED);
        assertThat(workers.run(pod("other", "sleep"))).isEqualTo(REFUSED);
    }

    @Test
    void nobodyMakesRoomForACriticalPodWhosePortIsTaken() throws Exception {
        workers.run(pod("web", "sleep"));
        reports.awaitStatus(PodWorkersFixture::ready);
        String large = "'priority':" + CRITICAL + ",'containers':[{'name':'web','image':'r/i:1','command':['sleep'],"
                + "'resources':{'requests':{'cpu':'1900m'}},'ports':[{'containerPort':80,'hostPort':8080}]}]";

        assertThat(workers.run(Orders.pod("vital", large))).isEqualTo(REFUSED);
        assertThat(workers.used().pods()).isOne();
    }

    private static RunPod pod(String name, String command) {
        return Orders.pod(
                name,
                "'restartPolicy':'Never','containers':[{'name':'web','image':'r/i:1','command':['%s'],"
                                .formatted(command)
                        + "'resources':{'requests':{'cpu':'500m'}},"
                        + "'ports':[{'containerPort':80,'hostPort':8080}]}]");
    }
}
