package io.beemesh.agent.images;

import io.beemesh.agent.podman.PodmanException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes images that no container is made of when the disk is {@value #HIGH_PERCENT} % full, until it is
 * {@value #LOW_PERCENT} % full: first those that were not used for longest, and none that came less than two minutes
 * ago. Only what was pulled for pods: the machine's owner may have images of their own.
 *
 * <p><i>Source:</i> kubelet, images/image_gc_manager.go. For one thread.
 */
final class ImageCollector {
    static final int HIGH_PERCENT = 85;
    static final int LOW_PERCENT = 80;
    /** More than there can be. */
    static final long ALL = Long.MAX_VALUE;

    static final Duration AGE_MIN = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(ImageCollector.class);

    private final ImageStore store;
    private final PullRecords records;
    private final Clock clock;
    /** By image id; as many as there are images. */
    private final Map<String, Seen> seen = new HashMap<>();

    private record Seen(Instant first, Instant lastUsed) {}

    /**
     * A disk.
     *
     * @param capacityBytes that it has
     * @param freeBytes of them
     */
    record Disk(long capacityBytes, long freeBytes) {
        /** How much has to go, in bytes; 0 as long as it is not too full. */
        long excessBytes() {
            if (capacityBytes <= 0 || (capacityBytes - freeBytes) * 100 < capacityBytes * HIGH_PERCENT) {
                return 0;
            }
            return Math.max(0, capacityBytes * (100 - LOW_PERCENT) / 100 - freeBytes);
        }
    }

    ImageCollector(ImageStore store, PullRecords records, Clock clock) {
        this.store = store;
        this.records = records;
        this.clock = clock;
    }

    /** Looks at what is there, and removes as many bytes, if there are, and the rest of an image; says how many. */
    long collect(long excess) throws IOException {
        Instant now = clock.instant();
        List<ImageStore.Local> images = store.all();
        Set<String> ids = new HashSet<>();
        for (ImageStore.Local image : images) {
            ids.add(image.id());
            seen.compute(image.id(), (id, before) -> {
                Instant first = before == null ? now : before.first();
                return new Seen(first, before == null || image.used() ? now : before.lastUsed());
            });
        }
        seen.keySet().retainAll(ids);
        return excess == 0 ? 0 : remove(images, excess, now);
    }

    private long remove(List<ImageStore.Local> images, long excess, Instant now) throws IOException {
        List<ImageStore.Local> idle = new ArrayList<>();
        for (ImageStore.Local image : images) {
            boolean young = seen(image).first().plus(AGE_MIN).isAfter(now);
            if (!image.used() && !young && records.has(image.id())) {
                idle.add(image);
            }
        }
        idle.sort(Comparator.comparing((ImageStore.Local image) -> seen(image).lastUsed())
                .thenComparing(image -> seen(image).first()));
        long freed = 0;
        for (ImageStore.Local image : idle) {
            if (freed >= excess) {
                break;
            }
            freed += removed(image);
        }
        if (freed < excess && excess != ALL) {
            LOG.atWarn()
                    .addKeyValue("wantedBytes", excess)
                    .addKeyValue("freedBytes", freed)
                    .log("the disk stays too full: no more images are idle");
        }
        return freed;
    }

    private Seen seen(ImageStore.Local image) {
        return seen.getOrDefault(image.id(), new Seen(Instant.MAX, Instant.MAX));
    }

    private long removed(ImageStore.Local image) throws IOException {
        try {
            store.remove(image.id());
            records.forget(image.id());
            LOG.atInfo()
                    .addKeyValue("image", image.id())
                    .addKeyValue("bytes", image.sizeBytes())
                    .log("idle image removed, as the disk is full");
            return image.sizeBytes();
        } catch (PodmanException e) {
            LOG.atWarn()
                    .addKeyValue("image", image.id())
                    .addKeyValue("error", e.getMessage())
                    .log("idle image not removed");
            return 0;
        }
    }
}
