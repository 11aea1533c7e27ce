package io.beemesh.agent.volumes;

import java.util.List;

/** The text of an /etc/hosts as the kubelet writes it (pkg/kubelet/kubelet_pods.go, managedHostsFileContent). */
final class HostsFile {

    private HostsFile() {}

    static String ofPod(PodFiles.Hosts hosts) {
        StringBuilder text = new StringBuilder("# Kubernetes-managed hosts file.\n")
                .append("127.0.0.1\tlocalhost\n")
                .append("::1\tlocalhost ip6-localhost ip6-loopback\n")
                .append("fe00::0\tip6-localnet\n")
                .append("fe00::0\tip6-mcastprefix\n")
                .append("fe00::1\tip6-allnodes\n")
                .append("fe00::2\tip6-allrouters\n");
        String names = hosts.domain().isEmpty()
                ? hosts.hostname()
                : hosts.hostname() + "." + hosts.domain() + "\t" + hosts.hostname();
        for (String address : hosts.addresses()) {
            text.append(address).append('\t').append(names).append('\n');
        }
        return text.append(aliases(hosts.aliases())).toString();
    }

    static String ofMachine(String machine, PodFiles.Hosts hosts) {
        return "# Kubernetes-managed hosts file (host network).\n" + machine + aliases(hosts.aliases());
    }

    private static String aliases(List<PodFiles.Alias> aliases) {
        if (aliases.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\n# Entries added by HostAliases.\n");
        for (PodFiles.Alias alias : aliases) {
            text.append(alias.address() + "\t" + String.join("\t", alias.names()) + "\n");
        }
        return text.toString();
    }
}
