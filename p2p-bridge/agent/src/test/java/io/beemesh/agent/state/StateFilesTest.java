package io.beemesh.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFilesTest {
    @TempDir
    private Path parent;

    @Test
    void tellsTheTokenAndWhoLeads() throws IOException {
        StateFiles files = new StateFiles(parent.resolve("pod"));

        files.write(7, OptionalLong.empty());
        assertThat(parent.resolve("pod/token")).hasContent("7");
        assertThat(parent.resolve("pod/leader-token")).isEmptyFile();

        files.write(7, OptionalLong.of(9));
        assertThat(parent.resolve("pod/leader-token")).hasContent("9");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parent.resolve("pod/token"))))
                .isEqualTo("rw-r--r--");

        files.remove();
        files.remove();
        assertThat(parent.resolve("pod")).doesNotExist();
    }

    @Test
    void leavesAFileAloneThatSaysTheSame() throws IOException {
        StateFiles files = new StateFiles(parent.resolve("pod"));
        files.write(7, OptionalLong.of(9));
        Object before = Files.getAttribute(parent.resolve("pod/token"), "unix:ino");

        files.write(7, OptionalLong.empty());

        assertThat(Files.getAttribute(parent.resolve("pod/token"), "unix:ino")).isEqualTo(before);
    }
}
