package io.beemesh.agent.podman;

/**
 * What of a container's main process to join.
 *
 * @param stdin whether input is sent to it
 * @param stdout whether its output is wanted
 * @param stderr whether its error output is wanted; with a terminal both are one
 */
public record AttachSpec(boolean stdin, boolean stdout, boolean stderr) {}
