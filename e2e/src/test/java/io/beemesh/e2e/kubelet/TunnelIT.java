package io.beemesh.e2e.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * All that {@link KubeletIT} shows, by an API server that reaches nodes as that of a k3s does: the node's address leads
 * nowhere, and only the tunnel that it opens itself leads to it.
 */
@OnRig(hosts = 0)
class TunnelIT extends KubeletIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** 128 MiB of numbered lines. */
    private static final String BIG = "seq -f %015.0f 8388608";
    /** How often the bulk goes through; {@code -Dbeemesh.tunnel.rounds=20} finds what happens now and then. */
    private static final int ROUNDS = Integer.getInteger("beemesh.tunnel.rounds", 2);

    @Override
    Kubectl way(Rig rig, Kubectl direct) {
        return rig.tunnelled(direct);
    }

    @Override
    ServedNode serve(Kubectl kubectl) throws IOException {
        return ServedNode.behindTunnel(kubectl);
    }

    @Test
    void isReachedWhileItHasATunnelAndNotWithout() {
        assertThat(healthz().succeeded()).isTrue();

        node.closeTunnel();

        Eventually.within(SOON, () -> assertThat(healthz().errors()).contains("502"));
        node.openTunnel();
        Eventually.within(SOON, () -> assertThat(healthz().succeeded()).isTrue());
    }

    @Test
    void aCallForAnotherPortLeavesOthersAlone() throws IOException {
        Process reader = start(true, "logs", "--follow", "endless");
        assertThat(reader.inputReader().readLine()).isEqualTo("tick");

        Command.Outcome refused =
                kubectl.attempt("get", "--raw", "/api/v1/nodes/https:" + node.name() + ":10010/proxy/");

        assertThat(refused.succeeded()).isFalse();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            lines.add(String.valueOf(reader.inputReader().readLine()));
        }
        reader.destroyForcibly();
        assertThat(lines).containsOnly("tick");
    }

    @Test
    void carries128MebibytesOfLogs() {
        node.run("big", "sh", "-c", BIG);
        String whole = shell(true, BIG + " | sha256sum");

        for (int round = 0; round < ROUNDS; round++) {
            String reader = round % 2 == 0 ? "sha256sum" : "(sleep 3; sha256sum)";
            assertThat(shell(true, kubectl("logs big") + " | " + reader))
                    .as("logs, round %d of %d", round + 1, ROUNDS)
                    .isEqualTo(whole);
        }
    }

    @Test
    void carries128MebibytesThereAndBack() {
        String whole = shell(true, BIG + " | sha256sum");

        for (int round = 0; round < ROUNDS; round++) {
            String there = BIG + " | " + kubectl("exec -i pod -- cat") + " | sha256sum";
            assertThat(shell(round % 2 == 0, there))
                    .as("exec, round %d of %d", round + 1, ROUNDS)
                    .isEqualTo(whole);
        }
    }

    @Test
    void fortyCallsAtOnce() {
        String call = kubectl("get --raw /api/v1/nodes/" + node.name() + "/proxy/healthz");
        String all = "for i in $(seq 40); do " + call + " & done; wait";

        assertThat(shell(true, all)).isEqualTo("ok".repeat(40));
    }

    private Command.Outcome healthz() {
        return kubectl.attempt("get", "--raw", "/api/v1/nodes/" + node.name() + "/proxy/healthz");
    }

    private String kubectl(String words) {
        return kubectl.program() + " --namespace=" + kubectl.namespace() + " " + words;
    }
}
