package io.beemesh.raft.appender;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.util.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * What the appender of a leader knows of its follower.
 *
 * @param matched the last entry that it has, as the leader has it
 * @param recognizedAt when the newest was sent that it answered as one that takes the sender for its leader; null if
 *     there is none
 * @param heardAt when it answered, or when the appender was made if it has not
 */
public record FollowerState(long matched, @Nullable Timestamp recognizedAt, Timestamp heardAt) {
    /** How long ago it answered. */
    public Duration heardAge() {
        return Duration.ofNanos(heardAt.elapsedTime().toLong(TimeUnit.NANOSECONDS));
    }
}
