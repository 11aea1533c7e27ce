package io.beemesh.agent.pods.testing;

import io.beemesh.agent.images.ImageEvent;
import io.beemesh.agent.images.ImageOutcome;
import io.beemesh.agent.images.ImageRequest;
import io.beemesh.agent.images.Images;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Has every image, but those that a test takes away or holds up. Thread-safe. */
public final class FakeImages implements Images {
    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private final Set<String> endless = ConcurrentHashMap.newKeySet();
    private final CountDownLatch pulling = new CountDownLatch(1);

    /** Takes an image away. */
    public void remove(String image) {
        missing.add(image);
    }

    /** Brings an image back. */
    public void restore(String image) {
        missing.remove(image);
    }

    /** Lets the pull of an image never end by itself. */
    public void pullForEver(String image) {
        endless.add(image);
    }

    /** Counts down when an endless pull has begun. */
    public CountDownLatch pulling() {
        return pulling;
    }

    @Override
    public ImageOutcome ensure(ImageRequest request, Consumer<ImageEvent> events) throws InterruptedException {
        if (endless.contains(request.image())) {
            events.accept(new ImageEvent(false, "Pulling", "Pulling image \"" + request.image() + "\""));
            pulling.countDown();
            new CountDownLatch(1).await();
        }
        if (missing.contains(request.image())) {
            events.accept(
                    new ImageEvent(true, "Failed", "Failed to pull image \"" + request.image() + "\": not found"));
            return new ImageOutcome.Unavailable("ErrImagePull", "not found", Duration.ofSeconds(10));
        }
        events.accept(new ImageEvent(false, "Pulled", "Container image \"" + request.image() + "\" already present"));
        return new ImageOutcome.Available("a".repeat(64), request.image() + "@sha256:" + "b".repeat(64), "", List.of());
    }
}
