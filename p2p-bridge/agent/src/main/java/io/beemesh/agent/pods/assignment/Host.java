package io.beemesh.agent.pods.assignment;

import io.beemesh.agent.cgroup.ControlGroups;
import io.beemesh.agent.images.Images;
import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.plan.Moments;
import io.beemesh.agent.volumes.Volumes;
import java.time.Clock;
import java.time.Instant;

/**
 * What the workers of all pods share.
 *
 * @param admission what the host has for pods and what it lets them do
 * @param memory of the machine
 * @param groups where containers are measured
 * @param tenures which pods hold their names in their workloads' groups
 */
public record Host(
        Podman podman,
        Images images,
        Volumes volumes,
        Journal journal,
        Time time,
        Admission admission,
        Memory memory,
        ControlGroups groups,
        Tenures tenures) {

    /**
     * What time goes by.
     *
     * @param ofDay what clocks show: for what others read or told; somebody may set it
     * @param steady for how long something takes: it never jumps
     */
    public record Time(Clock ofDay, Clock steady) {}

    /** What clocks show. */
    public Instant timeOfDay() {
        return time.ofDay().instant();
    }

    /** On the clock that never jumps. */
    public Instant steadyTime() {
        return time.steady().instant();
    }

    /** Both. */
    public Moments.Now now() {
        return new Moments.Now(timeOfDay(), steadyTime());
    }

    /**
     * What decides who is killed when memory runs out.
     *
     * @param bytes that the machine has
     * @param oomScoreFloor the lowest score that may be given to a process: without CAP_SYS_RESOURCE, one's own
     */
    public record Memory(long bytes, int oomScoreFloor) {}
}
