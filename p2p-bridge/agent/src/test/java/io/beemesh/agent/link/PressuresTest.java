package io.beemesh.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PressuresTest {
    private final Pressures pressures = new Pressures();

    @Test
    void endsOnlyWhenClearlyMoreIsFree() {
        assertThat(pressures.update(free(150, 12, 50))).isEmpty();
        assertThat(pressures.update(free(99, 9, 50))).containsExactly("MemoryPressure", "DiskPressure");
        assertThat(pressures.update(free(150, 12, 50))).containsExactly("MemoryPressure", "DiskPressure");
        assertThat(pressures.update(free(201, 15, 50))).isEmpty();
    }

    @Test
    void theDiskOfImagesNeedsMore() {
        assertThat(pressures.update(free(500, 50, 15))).isEmpty();
        assertThat(pressures.update(free(500, 50, 14))).containsExactly("DiskPressure");
        assertThat(pressures.update(free(500, 50, 19))).containsExactly("DiskPressure");
        assertThat(pressures.update(free(500, 50, 20))).isEmpty();
        assertThat(pressures.update(new Pressures.Free(500L << 20, List.of(Pressures.Disk.UNKNOWN))))
                .isEmpty();
    }

    private static Pressures.Free free(long mebibytes, int homePercent, int imagesPercent) {
        return new Pressures.Free(
                mebibytes << 20,
                List.of(
                        new Pressures.Disk(100L << 30, (long) homePercent << 30, 10),
                        new Pressures.Disk(100L << 30, (long) imagesPercent << 30, 15)));
    }
}
