package io.beemesh.agent.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes sure that images are on this host, as the kubelet's image manager does. Safe for use by many threads. */
public interface Images {

    /**
     * Makes sure that an image is there, pulling it if the policy says so. Blocks while it is pulled; requests for the
     * same image with the same credentials share one pull, and only so many pulls run at once.
     *
     * <p>After a failed pull the same pod and image is answered {@code ImagePullBackOff} at once until the back-off (10
     * s, doubling to 300 s) is over: ask again after {@link ImageOutcome.Unavailable#retryAfter()}.
     *
     * @param events told of each event that the kubelet would record, in order, on the calling thread
     */
    ImageOutcome ensure(ImageRequest request, Consumer<ImageEvent> events) throws InterruptedException;

    /** Images that nobody uses, for who needs their room. Any thread. */
    interface Idle {
        /** Where images are; empty as long as Podman has not said it. */
        Optional<Path> folder();

        /** Removes all that were pulled for pods and are used by none; says how many bytes that were. */
        long remove() throws IOException;
    }
}
