package io.beemesh.provider.app.cli;

import io.beemesh.provider.app.bridge.SecretCertificates;
import io.beemesh.provider.identity.JoinAddress;
import io.beemesh.provider.identity.JoinCommands;
import io.beemesh.provider.identity.JoinTokens;
import io.beemesh.provider.identity.RevocationStore;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.install.Removal;
import io.beemesh.provider.resource.EdgeHost;
import io.beemesh.provider.resource.ResourceRemoval;
import io.beemesh.provider.resource.pool.MeshPool;
import io.beemesh.provider.resource.pool.MeshPoolController;
import io.beemesh.provider.resource.state.StateGroup;
import io.beemesh.provider.resource.token.JoinToken;
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
            "Pods on edge hosts are not touched: `beemesh-agent leave` ends them there."
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
            description = {
                "Keeps the keys of the mesh, tokens, EdgeHosts and MeshPools,",
                "so that hosts find a next installation."
            })
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
        removeNode(removal, node, out);
        for (String pooled : MeshPoolController.nodeNames(client)) {
            removeNode(removal, pooled, out);
        }
        removal.removeSecrets(List.of(), SecretCertificates.KIND);
        if (keepMesh) {
            out.println("mesh kept: its keys, join tokens, EdgeHosts and MeshPools wait for the next installation");
        } else {
            removeResources(new ResourceRemoval(client), out);
            int secrets = removal.removeSecrets(List.of(), JoinCommands.KIND)
                    + removal.removeSecrets(
                            List.of(identity, JoinAddress.NAME, RevocationStore.NAME), JoinTokens.LABEL);
            out.println(secrets + " Secrets with keys and join tokens removed: hosts would have to join anew");
        }
        out.println("pods on edge hosts run on until `beemesh-agent leave` ends them there; those of StatefulSets end"
                + " with the lease of their host");
        out.flush();
    }

    private static void removeNode(Removal removal, String name, PrintWriter out) throws IOException {
        out.println(removal.removeNode(name) ? "node " + name + " and its lease removed" : "no node " + name);
        out.println(removal.removeRequests(name) + " certificate requests removed");
    }

    private void removeResources(ResourceRemoval removal, PrintWriter out) throws IOException {
        print(out, "EdgeHosts", removal.removeAll(EdgeHost.class));
        print(out, "MeshPools", removal.removeAll(MeshPool.class));
        print(out, "StateGroups", removal.removeAll(StateGroup.class));
        print(out, "JoinTokens", removal.removeAll(JoinToken.class, cluster.namespace()));
    }

    private static void print(PrintWriter out, String kind, Answer<Integer> removed) throws IOException {
        int count =
                switch (removed) {
                    case Answer.Done<Integer>(Integer many) -> many;
                    case Answer.Missing<Integer>() -> 0;
                    case Answer.Conflict<Integer>() ->
                        throw new IOException(kind + ": changed by somebody else; try again");
                    case Answer.Failed<Integer>(String reason, boolean retryable) ->
                        throw new IOException(kind + ": " + reason);
                };
        out.println(count + " " + kind + " removed");
    }
}
