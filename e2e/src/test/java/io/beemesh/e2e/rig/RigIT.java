package io.beemesh.e2e.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OnRig(hosts = 0)
class RigIT {
    @Test
    void givesEachTestANamespaceOfItsOwn(Kubectl kubectl) {
        kubectl.run("create", "configmap", "here", "--from-literal=key=value");

        assertThat(kubectl.namespace()).startsWith("test-");
        assertThat(kubectl.query("configmap/here", "{.data.key}")).containsExactly("value");
    }

    @Test
    void apiServerIsBackAfterACrashWithWhatItKnew(Kubectl kubectl, Rig rig) {
        kubectl.run("create", "configmap", "kept");

        rig.crash("kube-apiserver");

        assertThat(kubectl.query("configmap/kept", "{.metadata.name}")).containsExactly("kept");
    }

    @Test
    void failureOfKubectlSaysWhatWasRunAndWhatItAnswered(Kubectl kubectl) {
        assertThatThrownBy(() -> kubectl.run("get", "pod/nowhere"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("get pod/nowhere")
                .hasMessageContaining("exit code: 1")
                .hasMessageContaining("\"nowhere\" not found");
    }

    @Test
    void commandIsEndedWhenItsTimeIsOver() {
        var endless = new Command(List.of("sleep", "1000"), Map.of());

        assertThat(endless.attempt(Duration.ofMillis(200)).exitCode()).isEqualTo(Command.TIMED_OUT);
    }

    @Test
    void eventuallyFailsWithTheLastWords() {
        assertThatThrownBy(() -> Eventually.within(
                        Duration.ofMillis(300), () -> assertThat(1).as("one").isEqualTo(2)))
                .hasMessageContaining("not true within PT0.3S")
                .hasMessageContaining("[one]");
    }
}
