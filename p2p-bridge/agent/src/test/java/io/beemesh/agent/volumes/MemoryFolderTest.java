package io.beemesh.agent.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.agent.system.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryFolderTest {

    @TempDir
    Path home;

    @Test
    void isInMemoryForItsOwnerOnlyAndTheSameAgain() throws Exception {
        Path folder = MemoryFolder.open(home, "/dev/shm").path();
        try {
            assertThat(Files.getFileStore(folder).type()).isIn("tmpfs", "ramfs");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
            assertThat(MemoryFolder.open(home, "/dev/shm").path()).isEqualTo(folder);
        } finally {
            FileTree.delete(folder);
        }
    }

    @Test
    void isNotALinkThatSomebodyLaid() throws Exception {
        Path folder = MemoryFolder.open(home, "/dev/shm").path();
        Files.delete(folder);
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.createSymbolicLink(folder, elsewhere);
        try {
            assertThatThrownBy(() -> MemoryFolder.open(home, "/dev/shm"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is somebody else's");
        } finally {
            Files.delete(folder);
        }
    }
}
