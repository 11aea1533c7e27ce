package io.beemesh.agent.podman;

/**
 * What Podman says about itself and the machine.
 *
 * @param version Podman's, such as {@code 4.3.1}
 * @param cpus logical processors
 * @param memoryBytes of the machine
 * @param kernel release
 * @param operatingSystem distribution and version, such as {@code debian 12}
 * @param architecture as Go names it: {@code amd64}, {@code arm64}
 * @param rootless whether Podman runs without root
 */
public record PodmanInfo(
        String version,
        int cpus,
        long memoryBytes,
        String kernel,
        String operatingSystem,
        String architecture,
        boolean rootless) {}
