package io.beemesh.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskUsageTest {
    private static final int MEBI = 1 << 20;

    @TempDir
    Path folder = Path.of("");

    @Test
    void countsWhatIsOnTheDiskAndNotTheHolesNorANameTwice() throws Exception {
        Path file = Files.write(Files.createDirectory(folder.resolve("below")).resolve("file"), new byte[MEBI]);
        Files.createLink(folder.resolve("again"), file);
        Files.createSymbolicLink(folder.resolve("link"), Path.of("/"));
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("sparse").toFile(), "rw")) {
            sparse.setLength(1L << 30);
        }

        DiskUsage usage = DiskUsage.of(folder);

        assertThat(usage.bytes()).isBetween((long) MEBI, MEBI + MEBI / 8L);
        assertThat(usage.inodes()).as("two folders, two files, a link").isEqualTo(5);
    }

    @Test
    void saysNothingOfMoreThanItMayCount() throws Exception {
        for (int number = 0; number < 4; number++) {
            Files.write(folder.resolve("file" + number), new byte[1]);
        }

        assertThat(DiskUsage.of(folder, 5)).isPresent();
        assertThat(DiskUsage.of(folder, 4)).isEmpty();
    }

    @Test
    void nothingTakesNothing() throws Exception {
        assertThat(DiskUsage.of(folder.resolve("none"))).isEqualTo(new DiskUsage(0, 0));
    }
}
