package io.beemesh.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.pods.admission.Amount;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

    @TempDir
    Path home;

    @Test
    void saysWhatLinuxSays() throws Exception {
        Machine machine = Machine.look(new Machine.Versions("0.1.0", "4.3.1"), new Amount(500, 1 << 20, 0, 0), home);

        assertThat(machine.facts().getArchitecture()).isIn("amd64", "arm64");
        assertThat(machine.facts().getKernelVersion()).matches("[0-9]+\\.[0-9]+.*");
        assertThat(machine.facts().getOsImage()).isNotBlank();
        assertThat(machine.facts().getPodmanVersion()).isEqualTo("4.3.1");
        assertThat(machine.capacity().cpuMillis())
                .isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors() * 1000L);
        assertThat(machine.capacity().memoryBytes())
                .isGreaterThan(Runtime.getRuntime().maxMemory());
        assertThat(machine.allocatable().cpuMillis())
                .isEqualTo(machine.capacity().cpuMillis() - 500);
        assertThat(machine.allocatable().memoryBytes())
                .isEqualTo(machine.capacity().memoryBytes() - (1 << 20));
    }
}
