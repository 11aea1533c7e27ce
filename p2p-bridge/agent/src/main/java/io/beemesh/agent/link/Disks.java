package io.beemesh.agent.link;

import io.beemesh.agent.images.Images;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.pods.storage.StorageMeter;
import io.beemesh.agent.system.FileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file systems that pods fill: that of the home, with their volumes, and that of Podman's storage, with images,
 * what containers write, and logs; often it is one. Makes room where it is short: images that nobody uses go first,
 * then the pod that takes most of it. For one thread.
 *
 * <p><i>Source:</i> kubelet, eviction/eviction_manager.go synchronize: nodefs and imagefs.
 */
public final class Disks {
    private static final Logger LOG = LoggerFactory.getLogger(Disks.class);
    private static final int HOME_PERCENT_MIN = 10;
    private static final int IMAGES_PERCENT_MIN = 15;

    private final Path home;
    private final Images.Idle images;
    private final StorageMeter meter;
    private final Look look;

    /** Looks at a file system. */
    public interface Look {
        /** The one that a folder is on. */
        FileSystem at(Path folder) throws IOException;
    }

    /** Those of a home and of images, as this machine has them. */
    public Disks(Path home, Images.Idle images, StorageMeter meter) {
        this(home, images, meter, FileSystem::of);
    }

    /** Those of a home and of images. */
    public Disks(Path home, Images.Idle images, StorageMeter meter, Look look) {
        this.home = home;
        this.images = images;
        this.meter = meter;
        this.look = look;
    }

    /** What there is now: that of the home, and that of images. */
    List<Pressures.Disk> all() throws IOException {
        Optional<Path> folder = images.folder();
        return List.of(
                disk(home, HOME_PERCENT_MIN),
                folder.isEmpty() ? Pressures.Disk.UNKNOWN : disk(folder.get(), IMAGES_PERCENT_MIN));
    }

    private Pressures.Disk disk(Path folder, int percentMin) throws IOException {
        FileSystem found = look.at(folder);
        return new Pressures.Disk(found.capacityBytes(), found.availableBytes(), percentMin);
    }

    /** Makes room if a disk lacks it: by images if that is enough, else one pod goes, if there is one. */
    public void relieve(PodWorkers pods) throws IOException {
        if (lacking().isEmpty()) {
            return;
        }
        long freedBytes = lacking().equals(Optional.of(StorageMeter.Parts.VOLUMES)) ? 0 : images.remove();
        Optional<StorageMeter.Parts> parts = lacking();
        if (parts.isEmpty()) {
            LOG.atInfo().addKeyValue("freedBytes", freedBytes).log("a disk was short; images that nobody uses went");
            return;
        }
        for (Pressures.Disk disk :
                all().stream().filter(Pressures.Disk::lacks).limit(1).toList()) {
            LOG.atWarn()
                    .addKeyValue("availableBytes", disk.availableBytes())
                    .addKeyValue("evicted", pods.evict(disk.shortage(), meter.meter(parts.get())))
                    .log("a disk is short");
        }
    }

    private boolean isOne() throws IOException {
        Optional<Path> folder = images.folder();
        return folder.isPresent() && Files.getFileStore(home).equals(Files.getFileStore(folder.get()));
    }

    /** Whether one is short, and what of a pod is there. */
    private Optional<StorageMeter.Parts> lacking() throws IOException {
        List<Pressures.Disk> disks = all();
        boolean ofHome = disks.getFirst().lacks();
        boolean ofImages = disks.getLast().lacks();
        if (!ofHome && !ofImages) {
            return Optional.empty();
        }
        if (isOne()) {
            return Optional.of(StorageMeter.Parts.ALL);
        }
        return Optional.of(ofHome ? StorageMeter.Parts.VOLUMES : StorageMeter.Parts.CONTAINERS);
    }
}
