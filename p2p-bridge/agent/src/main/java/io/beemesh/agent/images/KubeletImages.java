package io.beemesh.agent.images;

import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.podman.libpod.Libpod;
import io.beemesh.agent.system.DiskUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kubelet's image manager (pkg/kubelet/images/image_manager.go of 1.36) over Podman's storage. */
public final class KubeletImages implements Images, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KubeletImages.class);

    /** When to ask again after a refusal that only another pod, or somebody at the host, can change. */
    private static final Duration LATER = Duration.ofSeconds(10);

    private static final Duration STALL = Duration.ofMinutes(10);
    private static final Duration STALL_LOOK = Duration.ofSeconds(10);
    private static final long MEBI = 1L << 20;
    /** What empty folders take. */
    private static final long FOLDER_BYTES_MAX = 64L << 10;

    private final ImageStore store;
    private final Pulls pulls;
    private final PullRecords records;
    private final PullBackOff backOff;
    private final LongSupplier nanoTime;
    private final LongSupplier underWayBytes;

    KubeletImages(ImageStore store, PullRecords records, Time time, StallGuard guard) {
        this.store = store;
        this.records = records;
        this.pulls = new Pulls(store, time.nanoTime(), guard);
        this.backOff = new PullBackOff(time.steady());
        this.nanoTime = time.nanoTime();
        this.underWayBytes = guard.progress();
    }

    /**
     * What time goes by.
     *
     * @param steady back-off goes by; it never jumps
     * @param nanoTime pulls are timed by
     */
    public record Time(Clock steady, LongSupplier nanoTime) {}

    /**
     * Images by libpod.
     *
     * @param records folder in which it is kept who may use which image
     * @param underWay folder of what Podman is downloading; empty if it is not known
     */
    public static KubeletImages of(Libpod libpod, Path records, Optional<Path> underWay, Time time) {
        StallGuard guard = new StallGuard(() -> bytes(underWay), STALL, STALL_LOOK);
        return new KubeletImages(new LibpodImageStore(libpod), new PullRecords(records), time, guard);
    }

    /** Nothing at all says nothing: Podman may be downloading to another place. */
    private static long bytes(Optional<Path> underWay) {
        try {
            long bytes = underWay.isEmpty() ? 0 : DiskUsage.of(underWay.get()).bytes();
            return bytes > FOLDER_BYTES_MAX ? bytes : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public ImageOutcome ensure(ImageRequest request, Consumer<ImageEvent> events) throws InterruptedException {
        String image = request.image();
        Optional<ImageName> name = ImageName.parse(image);
        if (name.isEmpty()) {
            String message = "Failed to apply default image tag " + quote(image) + ": couldn't parse image name "
                    + quote(image) + ": " + ImageName.fault(image);
            events.accept(new ImageEvent(true, "InspectFailed", message));
            return failed("InvalidImageName", message, LATER, events);
        }
        if (request.policy() == ImageRequest.Policy.ALWAYS) {
            return pull(request, name.get(), events);
        }
        try {
            Optional<ImageStore.Stored> there = store.find(name.get());
            return there.isPresent() && mayUse(request, name.get(), there.get())
                    ? present(request, there.get(), events)
                    : absent(request, name.get(), events);
        } catch (PodmanException e) {
            String message = "Failed to inspect image " + quote(image) + ": " + e.getMessage();
            events.accept(new ImageEvent(true, "InspectFailed", message));
            return failed("ImageInspectError", message, LATER, events);
        }
    }

    /** What was pulled with a credential is for those who show one of its kind; others have to ask the registry. */
    private boolean mayUse(ImageRequest request, ImageName name, ImageStore.Stored image) {
        try {
            return records.mayUse(name, image.id(), request.credentials());
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("image", request.image())
                    .addKeyValue("error", e.toString())
                    .log("who may use an image cannot be read; its registry is asked");
            return false;
        }
    }

    private static ImageOutcome present(ImageRequest request, ImageStore.Stored image, Consumer<ImageEvent> events) {
        events.accept(new ImageEvent(
                false,
                "Pulled",
                "Container image " + quote(request.image())
                        + " already present on machine and can be accessed by the pod"));
        return available(image);
    }

    private static ImageOutcome available(ImageStore.Stored image) {
        return new ImageOutcome.Available(image.id(), image.reference(), image.user(), image.layers());
    }

    private ImageOutcome absent(ImageRequest request, ImageName name, Consumer<ImageEvent> events)
            throws InterruptedException {
        if (request.policy() == ImageRequest.Policy.IF_NOT_PRESENT) {
            return pull(request, name, events);
        }
        String message = "Container image " + quote(request.image()) + " is not present with pull policy of Never";
        events.accept(new ImageEvent(true, "ErrImageNeverPull", message));
        return failed("ErrImageNeverPull", message, LATER, events);
    }

    private ImageOutcome pull(ImageRequest request, ImageName name, Consumer<ImageEvent> events)
            throws InterruptedException {
        String image = quote(request.image());
        String key = request.podUid() + "_" + request.image();
        Optional<PullBackOff.Failure> waiting = backOff.current(key);
        if (waiting.isPresent()) {
            events.accept(new ImageEvent(false, "BackOff", "Back-off pulling image " + image));
            String message = "Back-off pulling image " + image + ": ErrImagePull: "
                    + waiting.get().error();
            return failed("ImagePullBackOff", message, backOff.left(waiting.get()), events);
        }
        events.accept(new ImageEvent(false, "Pulling", "Pulling image " + image));
        long begun = nanoTime.getAsLong();
        ImageRequest.@Nullable Credential credential = credential(request, name);
        try {
            records.begin(name);
            Pulls.Pulled pulled = pulls.pull(name, credential, () -> events.accept(stillPulling(image, begun)));
            records.pulled(name, pulled.image().id(), credential);
            Duration all = Duration.ofNanos(nanoTime.getAsLong() - begun);
            events.accept(new ImageEvent(
                    false,
                    "Pulled",
                    "Successfully pulled image " + image + " in " + GoDuration.of(pulled.took()) + " ("
                            + GoDuration.of(all) + " including waiting). Image size: "
                            + pulled.image().sizeBytes() + " bytes."));
            return available(pulled.image());
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            forgetIntent(name);
            events.accept(new ImageEvent(true, "Failed", "Failed to pull image " + image + ": " + message));
            return failed("ErrImagePull", message, backOff.failed(key, message), events);
        }
    }

    private void forgetIntent(ImageName name) {
        try {
            records.failed(name);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("error", e.toString()).log("intent of a failed pull stays: it is pulled again");
        }
    }

    /** The kubelet has no word for it: a person who waits sees that something comes, or that nothing does. */
    private ImageEvent stillPulling(String image, long begun) {
        long bytes = underWayBytes.getAsLong();
        String waited = GoDuration.of(Duration.ofSeconds(
                Duration.ofNanos(nanoTime.getAsLong() - begun).toSeconds()));
        String host = bytes < 0 ? "" : "; this host is downloading, " + bytes / MEBI + " MiB are on its disk so far";
        return new ImageEvent(false, "StillPulling", "Still pulling image " + image + " after " + waited + host);
    }

    /** What the kubelet's container start adds to each failure. */
    private static ImageOutcome failed(
            String reason, String message, Duration retryAfter, Consumer<ImageEvent> events) {
        events.accept(new ImageEvent(true, "Failed", "Error: " + reason));
        return new ImageOutcome.Unavailable(reason, message, retryAfter);
    }

    /** The one for the narrowest scope that the image is in. */
    private static ImageRequest.@Nullable Credential credential(ImageRequest request, ImageName name) {
        return request.credentials().stream()
                .filter(credential -> name.isOf(credential.registry()))
                .max(Comparator.comparingInt(credential -> credential.registry().length()))
                .orElse(null);
    }

    private static String quote(String text) {
        return "\"" + text + "\"";
    }

    /** What removes idle images of the same storage. */
    ImageCollector collector(Clock clock) {
        return new ImageCollector(store, records, clock);
    }

    /** Ends what is pulled. */
    @Override
    public void close() {
        pulls.close();
    }
}
