package io.beemesh.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

        assertThat(used(Long.MAX_VALUE)).isBetween((long) MEBI, MEBI + MEBI / 8L);
    }

    @Test
    void stopsCountingWhenItIsEnough() throws Exception {
        for (int number = 0; number < 4; number++) {
            Files.write(folder.resolve("file" + number), new byte[MEBI]);
        }

        assertThat(used(MEBI / 2)).isLessThan(3L * MEBI);
    }

    @Test
    void nothingTakesNothing() throws Exception {
        assertThat(DiskUsage.bytes(folder.resolve("none"), 1)).isZero();
    }

    private long used(long enough) throws IOException {
        return DiskUsage.bytes(folder, enough);
    }
}
