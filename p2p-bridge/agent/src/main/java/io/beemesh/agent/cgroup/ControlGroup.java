package io.beemesh.agent.cgroup;

import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.IoUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import io.beemesh.mesh.wire.ProcessUsage;
import java.io.IOException;

/** Where the kernel counts what a container uses. What it does not count is left out. Any thread. */
public sealed interface ControlGroup permits GroupOne, GroupTwo {
    /** As {@code /proc/PID/cgroup} names it. */
    String name();

    CpuUsage.Builder cpu() throws IOException;

    MemoryUsage.Builder memory() throws IOException;

    ProcessUsage processes() throws IOException;

    IoUsage io() throws IOException;
}
