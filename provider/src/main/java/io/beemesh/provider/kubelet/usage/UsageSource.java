package io.beemesh.provider.kubelet.usage;

import java.util.Set;

/** The port to who knows what nodes use. Blocks until the hosts have answered, or a deadline; any thread. */
public interface UsageSource {
    /** How much is wanted. */
    enum Depth {
        /** Processor and memory. */
        BRIEF,
        /** All of it. */
        FULL
    }

    /** The names of all nodes whose usage can be asked for. */
    Set<String> nodes();

    /** What a node and its pods use; hosts that do not answer in time are left out. */
    NodeUsage usage(String node, Depth depth);
}
