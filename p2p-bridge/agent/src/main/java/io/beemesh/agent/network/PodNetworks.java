package io.beemesh.agent.network;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The networks of this host's pods, by the pods' names. Any thread. */
public interface PodNetworks extends AutoCloseable {

    /** Whether it makes networks at all; where it does not, Podman sees to them. */
    boolean areMade();

    /**
     * Makes a pod's network, or returns the one that it has.
     *
     * @throws IOException it cannot be made; nothing is left of it
     */
    PodNetwork open(String pod, Settings settings) throws IOException;

    /** The network of a pod, also one whose holder has ended. */
    Optional<PodNetwork> find(String pod);

    /** Takes a pod's network away; none is fine. What still runs in it keeps its namespaces until it ends. */
    void remove(String pod);

    /** Takes all networks away, and what they share. */
    void dismantle();

    /** Lets go of what nobody uses yet; the networks of pods stay. */
    @Override
    void close();

    /** None: Podman makes all networks. */
    static PodNetworks none() {
        return NoNetworks.NONE;
    }

    /**
     * What a network is made with.
     *
     * @param hostname of the pod
     * @param sysctls kernel parameters of its namespaces, by dotted names
     * @param resolver what its resolv.conf says
     */
    record Settings(String hostname, Map<String, String> sysctls, Resolver resolver) {
        /** Keeps a copy. */
        public Settings {
            sysctls = Map.copyOf(sysctls);
        }
    }
}
