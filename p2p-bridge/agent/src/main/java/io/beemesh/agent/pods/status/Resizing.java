package io.beemesh.agent.pods.status;

import java.time.Instant;

/**
 * How far a resize is that is not done, as a condition of the pod tells it.
 *
 * @param reason Deferred or Infeasible while the host has no room, Error or empty while it is under way
 * @param generation of the pod that asked for it
 * @param since when the reason is this one
 * @param saidAt when it was last told so
 */
public record Resizing(String reason, String message, long generation, Instant since, Instant saidAt) {
    /** There is no room now, but there may be. */
    public static final String DEFERRED = "Deferred";

    /** There never will be. */
    public static final String INFEASIBLE = "Infeasible";

    /** It was begun, and something went wrong. */
    public static final String ERROR = "Error";

    /** One that begins. */
    public static Resizing of(String reason, String message, long generation, Instant now) {
        return new Resizing(reason, message, generation, now, now);
    }

    /** The same, said anew: its time stays as long as its reason does. */
    public Resizing then(String otherReason, String otherMessage, long otherGeneration, Instant now) {
        Instant begun = reason.equals(otherReason) ? since : now;
        return new Resizing(otherReason, otherMessage, otherGeneration, begun, now);
    }

    /** Whether somebody should hear of it who heard of the other. */
    public boolean isNewsAfter(Resizing other) {
        return !reason.equals(other.reason) || generation != other.generation;
    }
}
