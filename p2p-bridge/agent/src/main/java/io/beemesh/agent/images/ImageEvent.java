package io.beemesh.agent.images;

/**
 * An event for the pod, as the kubelet words it.
 *
 * @param warning whether its type is Warning and not Normal
 * @param reason {@code Pulling}, {@code Pulled}, {@code Failed}, {@code BackOff}, {@code InspectFailed} or
 *     {@code ErrImageNeverPull}
 * @param message for people
 */
public record ImageEvent(boolean warning, String reason, String message) {}
