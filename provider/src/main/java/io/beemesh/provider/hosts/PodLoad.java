package io.beemesh.provider.hosts;

/**
 * What a pod that was assigned to a host weighs there.
 *
 * @param requests what it asked for
 * @param owner the UID of its controller, by which pods are spread; empty if it has none
 */
public record PodLoad(Amounts requests, String owner) {}
