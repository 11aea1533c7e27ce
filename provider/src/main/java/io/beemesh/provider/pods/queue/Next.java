package io.beemesh.provider.pods.queue;

import java.time.Duration;

/** When a key is to be looked at again. */
public sealed interface Next {
    /** When something changes. */
    record Done() implements Next {}

    /** At the latest after a while. */
    record Later(Duration delay) implements Next {}

    /** After a while that grows with each failure in a row; never given up. */
    record Retry() implements Next {}
}
