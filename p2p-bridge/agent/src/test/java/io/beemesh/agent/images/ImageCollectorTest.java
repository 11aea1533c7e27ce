package io.beemesh.agent.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.PodmanException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCollectorTest {
    private static final ImageCollector.Disk FULL = new ImageCollector.Disk(1000, 100);
    private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    private final Shelf shelf = new Shelf();
    private Instant now = BEGIN;
    private PullRecords records;
    private ImageCollector collector;

    @BeforeEach
    void open() throws Exception {
        records = new PullRecords(folder);
        collector = new ImageCollector(shelf, records, clock());
        for (String id : List.of("old", "new", "used")) {
            ImageName name = ImageName.parse("r.example.org/" + id).orElseThrow();
            records.begin(name);
            records.pulled(name, id, null);
        }
    }

    @Test
    void nothingGoesAsLongAsThereIsRoom() throws Exception {
        shelf.images.add(new ImageStore.Local("old", 500, false));
        later(Duration.ofHours(1));

        assertThat(collector.collect(new ImageCollector.Disk(1000, 151).excessBytes()))
                .isZero();
    }

    @Test
    void idleImagesGoUntilTheDiskIsFourFifthsFull() throws Exception {
        shelf.images.add(new ImageStore.Local("new", 60, true));
        shelf.images.add(new ImageStore.Local("old", 60, false));
        shelf.images.add(new ImageStore.Local("used", 500, true));
        shelf.images.add(new ImageStore.Local("owners", 500, false));
        assertThat(collector.collect(FULL.excessBytes())).as("too young").isZero();

        later(Duration.ofMinutes(3));
        assertThat(collector.collect(FULL.excessBytes())).isEqualTo(60);
        assertThat(shelf.removed).containsExactly("old");
        assertThat(records.has("old")).isFalse();

        shelf.images.removeIf(image -> image.id().equals("new"));
        shelf.images.add(new ImageStore.Local("new", 60, false));
        collector.collect(FULL.excessBytes());
        assertThat(shelf.removed).containsExactly("old", "new");
    }

    private void later(Duration by) throws Exception {
        collector.collect(new ImageCollector.Disk(1000, 1000).excessBytes());
        now = now.plus(by);
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private static final class Shelf implements ImageStore {
        private final List<Local> images = new ArrayList<>();
        private final List<String> removed = new ArrayList<>();

        @Override
        public Optional<Stored> find(ImageName name) {
            return Optional.empty();
        }

        @Override
        public Stored pull(ImageName name, ImageRequest.@Nullable Credential credential) throws PodmanException {
            throw new PodmanException(404, "there is no registry");
        }

        @Override
        public List<Local> all() {
            return List.copyOf(images);
        }

        @Override
        public void remove(String id) {
            removed.add(id);
            images.removeIf(image -> image.id().equals(id));
        }
    }
}
