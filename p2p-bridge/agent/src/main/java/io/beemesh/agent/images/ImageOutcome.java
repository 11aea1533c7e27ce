package io.beemesh.agent.images;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Whether an image is there. */
public sealed interface ImageOutcome {

    /**
     * It is.
     *
     * @param id of the image: 64 hexadecimal digits; containers are made of it by this id
     * @param reference for {@code status.containerStatuses[].imageID}: with its digest where it has one
     * @param user that it runs as: {@code user[:group]}, names or numbers; empty for root
     * @param layers the folders of its layers, the uppermost first; empty if the machine keeps images otherwise
     */
    record Available(String id, String reference, String user, List<Path> layers) implements ImageOutcome {
        /** Keeps a copy. */
        public Available {
            layers = List.copyOf(layers);
        }
    }

    /**
     * It is not.
     *
     * @param reason for {@code state.waiting.reason}: {@code ErrImagePull}, {@code ImagePullBackOff},
     *     {@code ErrImageNeverPull}, {@code InvalidImageName}, {@code ImageInspectError} or {@code RegistryUnavailable}
     * @param message for {@code state.waiting.message}
     * @param retryAfter when asking again makes sense
     */
    record Unavailable(String reason, String message, Duration retryAfter) implements ImageOutcome {}
}
