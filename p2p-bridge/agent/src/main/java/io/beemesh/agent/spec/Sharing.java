package io.beemesh.agent.spec;

/**
 * What the pod's containers see beyond their own namespaces.
 *
 * @param processes each other's
 * @param hostProcesses all of the machine: {@code hostPID}
 * @param hostIpc the machine's shared memory and queues: {@code hostIPC}
 */
public record Sharing(boolean processes, boolean hostProcesses, boolean hostIpc) {}
