package io.beemesh.agent.images;

import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.podman.libpod.Libpod;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The kubelet's image manager (pkg/kubelet/images/image_manager.go of 1.36) over Podman's storage. */
public final class KubeletImages implements Images, AutoCloseable {

    /** When to ask again after a refusal that only another pod, or somebody at the host, can change. */
    private static final Duration LATER = Duration.ofSeconds(10);

    private final ImageStore store;
    private final Pulls pulls;
    private final PullBackOff backOff;
    private final LongSupplier nanoTime;

    KubeletImages(ImageStore store, Clock clock, LongSupplier nanoTime) {
        this.store = store;
        this.pulls = new Pulls(store, nanoTime);
        this.backOff = new PullBackOff(clock);
        this.nanoTime = nanoTime;
    }

    /**
     * Images by libpod.
     *
     * @param clock back-off goes by
     * @param nanoTime pulls are timed by
     */
    public static KubeletImages of(Libpod libpod, Clock clock, LongSupplier nanoTime) {
        return new KubeletImages(new LibpodImageStore(libpod), clock, nanoTime);
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
            return there.isPresent() ? present(request, there.get(), events) : absent(request, name.get(), events);
        } catch (PodmanException e) {
            String message = "Failed to inspect image " + quote(image) + ": " + e.getMessage();
            events.accept(new ImageEvent(true, "InspectFailed", message));
            return failed("ImageInspectError", message, LATER, events);
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
        return new ImageOutcome.Available(image.id(), image.reference(), image.user());
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
        try {
            Pulls.Pulled pulled = pulls.pull(name, credential(request, name));
            Duration all = Duration.ofNanos(nanoTime.getAsLong() - begun);
            events.accept(new ImageEvent(
                    false,
                    "Pulled",
                    "Successfully pulled image " + image + " in " + GoDuration.of(pulled.took()) + " ("
                            + GoDuration.of(all) + " including waiting). Image size: "
                            + pulled.image().sizeBytes() + " bytes."));
            return available(pulled.image());
        } catch (PodmanException e) {
            events.accept(new ImageEvent(true, "Failed", "Failed to pull image " + image + ": " + e.getMessage()));
            return failed("ErrImagePull", e.getMessage(), backOff.failed(key, e.getMessage()), events);
        }
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

    /** Ends what is pulled. */
    @Override
    public void close() {
        pulls.close();
    }
}
