package io.beemesh.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.raft.claims.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimFileTest {
    private static final PodKey POD = new PodKey("cluster", "uid-1");
    private static final Standing.Held HELD = new Standing.Held(Long.MAX_VALUE, 7, Instant.ofEpochMilli(1234));

    @TempDir
    private Path folder;

    @Test
    void outlivesTheAgentAndNotTheMachine() throws IOException {
        ClaimFile file = new ClaimFile(folder.resolve("claims"), "boot-1");
        assertThat(file.read(POD)).isEmpty();

        file.write(POD, HELD);

        assertThat(file.read(POD)).contains(HELD);
        assertThat(new ClaimFile(folder.resolve("claims"), "boot-2").read(POD)).isEmpty();
        file.remove(POD);
        assertThat(file.read(POD)).isEmpty();
    }

    @Test
    void timeThatIsReadIsNeverLaterThanTheOneThatWasKept() throws IOException {
        ClaimFile file = new ClaimFile(folder, "boot-1");

        file.write(POD, new Standing.Held(1, 7, Instant.ofEpochSecond(1, 999_999)));

        assertThat(file.read(POD).orElseThrow().asked()).isEqualTo(Instant.ofEpochSecond(1));
    }

    @Test
    void refusesWhatIsNoClaim() throws IOException {
        Files.writeString(folder.resolve("cluster.uid-1"), "boot-1 now 1 2");

        assertThatThrownBy(() -> new ClaimFile(folder, "boot-1").read(POD)).hasMessageContaining("is no claim");
    }
}
