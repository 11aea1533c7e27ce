package io.beemesh.agent.volumes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files of one pod that are no volumes. */
public interface PodFiles {

    /**
     * The file to mount at /etc/hosts, with what the kubelet writes into it. Writing again changes it in place, so that
     * it may be mounted before the pod has its addresses.
     */
    Path hosts(Hosts hosts) throws IOException;

    /** The empty file to mount at a container's {@code terminationMessagePath}; one for each run of it. */
    Path terminationLog(String container, int attempt) throws IOException;

    /** What a container wrote to its termination log: the last 4096 bytes at most; empty if there is none. */
    String terminationMessage(String container, int attempt) throws IOException;

    /**
     * The lines of an /etc/hosts.
     *
     * @param hostNetwork whether the machine's own file is the base
     * @param addresses of the pod
     * @param hostname of the pod
     * @param domain of the pod, or empty: {@code subdomain.namespace.svc.cluster.local}
     * @param aliases more lines
     */
    record Hosts(boolean hostNetwork, List<String> addresses, String hostname, String domain, List<Alias> aliases) {
        /** Keeps copies. */
        public Hosts {
            addresses = List.copyOf(addresses);
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * A line of an /etc/hosts: {@code hostAliases}.
     *
     * @param address what the names stand for
     * @param names at least one
     */
    record Alias(String address, List<String> names) {
        /** Keeps a copy. */
        public Alias {
            names = List.copyOf(names);
        }
    }
}
