package io.beemesh.agent.pods.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * When something was that others told by the time of day, on the clock that never jumps: decided when it is first
 * heard, so that a time of day that is set later neither shortens nor stretches what is counted from there. One moment
 * for each name. For one thread.
 */
public final class Moments {
    private final Map<String, Moment> known = new HashMap<>();

    private record Moment(Instant told, Instant steady) {}

    /** The same moment on both clocks. */
    public record Now(Instant timeOfDay, Instant steady) {}

    /** The last moment of that name; what is told of the future is now. */
    public Instant of(String name, Instant told, Now now) {
        Moment moment = known.get(name);
        if (moment == null || !moment.told.equals(told)) {
            Duration age = Duration.between(told, now.timeOfDay());
            moment = new Moment(
                    told, age.isNegative() ? now.steady() : now.steady().minus(age));
            known.put(name, moment);
        }
        return moment.steady;
    }
}
