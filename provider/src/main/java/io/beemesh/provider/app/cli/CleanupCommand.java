package io.beemesh.provider.app.cli;

import io.beemesh.provider.app.bridge.SecretCertificates;
import io.beemesh.provider.identity.JoinAddress;
import io.beemesh.provider.identity.JoinTokens;
import io.beemesh.provider.identity.RevocationStore;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.install.Removal;
import io.beemesh.provider.resource.EdgeHosts;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Removes what the provider made in the cluster: the node, and unless told otherwise the mesh with it. */
@Command(
        name = "cleanup",
        description = {
            "Stops the provider and removes what it made in the cluster; `helm uninstall` runs it.",
            "Pods on edge hosts are not touched: each host ends its own."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  java -jar beemesh-provider.jar cleanup --node beemesh --stateful-set beemesh",
            "  java -jar beemesh-provider.jar cleanup --node beemesh --keep-mesh"
        })
final class CleanupCommand implements Callable<Integer> {
    private static final Duration STOPPING = Duration.ofSeconds(90);

    @Mixin
    private Cluster cluster = new Cluster();

    @Option(
            names = "--node",
            defaultValue = "beemesh",
            paramLabel = "NAME",
            description = "The virtual node (default: ${DEFAULT-VALUE}).")
    private String node = "";

    @Option(
            names = "--stateful-set",
            defaultValue = "",
            paramLabel = "NAME",
            description = "The provider's StatefulSet, which is scaled to 0 first; without it, nothing is stopped.")
    private String set = "";

    @Option(
            names = "--identity",
            defaultValue = "beemesh-identity",
            paramLabel = "NAME",
            description = "The Secret with the keys of the mesh (default: ${DEFAULT-VALUE}).")
    private String identity = "";

    @Option(
            names = "--keep-mesh",
            description = "Keeps the keys of the mesh, tokens and EdgeHosts, so that hosts find a next installation.")
    private boolean keepMesh;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return cluster.visit(client -> {
            clean(client, spec.commandLine().getOut());
            return 0;
        });
    }

    private void clean(KubernetesClient client, PrintWriter out) throws IOException, InterruptedException {
        Removal removal = new Removal(client, cluster.namespace());
        if (!set.isEmpty()) {
            removal.stopProviders(set, STOPPING);
            out.println("provider stopped");
        }
        out.println(removal.removeNode(node) ? "node " + node + " and its lease removed" : "no node " + node);
        out.println(removal.removeRequests(node) + " certificate requests removed");
        removal.removeSecrets(List.of(), SecretCertificates.KIND);
        if (keepMesh) {
            out.println("mesh kept: its keys, join tokens and EdgeHosts wait for the next installation");
        } else {
            out.println(removeHosts(client) + " EdgeHosts removed");
            int secrets =
                    removal.removeSecrets(List.of(identity, JoinAddress.NAME, RevocationStore.NAME), JoinTokens.LABEL);
            out.println(secrets + " Secrets with keys and join tokens removed: hosts would have to join anew");
        }
        out.println("pods on edge hosts are left to their hosts, which end what no cluster wants");
        out.flush();
    }

    private static int removeHosts(KubernetesClient client) throws IOException {
        return switch (new EdgeHosts(client).removeAll()) {
            case Answer.Done<Integer>(Integer count) -> count;
            case Answer.Missing<Integer>() -> 0;
            case Answer.Conflict<Integer>() -> throw new IOException("EdgeHosts: changed by somebody else; try again");
            case Answer.Failed<Integer>(String reason, boolean retryable) ->
                throw new IOException("EdgeHosts: " + reason);
        };
    }
}
