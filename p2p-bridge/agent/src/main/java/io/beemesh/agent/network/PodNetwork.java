package io.beemesh.agent.network;

import java.nio.file.Path;

/**
 * A pod's network: the namespaces of a process of ours that does nothing else.
 *
 * @param holder the process
 * @param address of the pod
 * @param folder with its resolv.conf and its shared memory
 */
public record PodNetwork(ProcessId holder, String address, Path folder) {

    /** Whether it is there: it is gone when its holder was killed or the machine started anew. */
    public boolean lives() {
        return holder.lives();
    }

    /** Where a namespace can be joined: {@code net}, {@code ipc} or {@code uts}. */
    public Path namespace(String kind) {
        return Path.of("/proc", Long.toString(holder.pid()), "ns", kind);
    }

    /** To be shown as {@code /dev/shm}. */
    public Path sharedMemory() {
        return folder.resolve("shm");
    }

    /** To be shown as {@code /etc/resolv.conf}. */
    public Path resolvConf() {
        return folder.resolve("resolv.conf");
    }
}
