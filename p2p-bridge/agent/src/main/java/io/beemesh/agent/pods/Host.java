package io.beemesh.agent.pods;

import io.beemesh.agent.images.Images;
import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.volumes.Volumes;
import java.time.Clock;

/**
 * What the workers of all pods share.
 *
 * @param admission what the host has for pods and what it lets them do
 * @param machineBytes of memory, of which the weight against being killed is counted
 */
public record Host(
        Podman podman,
        Images images,
        Volumes volumes,
        Journal journal,
        Clock clock,
        Admission admission,
        long machineBytes) {}
