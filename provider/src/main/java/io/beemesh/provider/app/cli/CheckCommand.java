package io.beemesh.provider.app.cli;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.WriteFence;
import io.beemesh.provider.kube.install.Inspection;
import io.beemesh.provider.kube.install.Right;
import io.beemesh.provider.resource.EdgeHosts;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks an installation from inside of the cluster. Exit code 1 if something is wrong. */
@Command(
        name = "check",
        description = {
            "Checks an installation: the API server, the rights, the node, its kubelet API, its hosts.",
            "`helm test` runs it with the provider's own rights."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  java -jar beemesh-provider.jar check",
            "  java -jar beemesh-provider.jar check --node beemesh --hosts 3"
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private Cluster cluster = new Cluster();

    @Option(
            names = "--node",
            defaultValue = "beemesh",
            paramLabel = "NAME",
            description = "The virtual node (default: ${DEFAULT-VALUE}).")
    private String node = "";

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            description = "A node of a MeshPool that the provider has to be allowed to be; may be given many times.")
    private List<String> pools = List.of();

    @Option(names = "--storage", description = "The provider has to be allowed to make volumes.")
    private boolean storage;

    @Option(
            names = "--hosts",
            defaultValue = "0",
            paramLabel = "N",
            description = "How many hosts have to be Ready at least (default: ${DEFAULT-VALUE}).")
    private int hosts;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private int failures;

    @Override
    public Integer call() throws Exception {
        return cluster.visit(client -> {
            try (KubernetesClient asNode = KubeClients.impersonate(client, node, WriteFence.NONE)) {
                Inspection own = new Inspection(client);
                Inspection ofNode = new Inspection(asNode);
                report("API server", server(own));
                report("rights", rights(own, Right.ofProvider(node, pools, cluster.namespace())));
                report("rights to make volumes", rights(own, storage ? Right.ofStorage() : List.of()));
                report("rights of the node", rights(ofNode, Right.ofNode()));
                report("node " + node, ofNode.notReady(node));
                report("kubelet API", kubelet(ofNode));
                report("hosts", hosts(new EdgeHosts(client)));
            }
            return failures == 0 ? 0 : 1;
        });
    }

    private void report(String what, Optional<String> fault) {
        PrintWriter out = spec.commandLine().getOut();
        out.println((fault.isEmpty() ? "ok    " : "FAIL  ")
                + what
                + fault.map(text -> ": " + text).orElse(""));
        out.flush();
        failures += fault.isEmpty() ? 0 : 1;
    }

    private static Optional<String> server(Inspection inspection) {
        return switch (inspection.serverVersion()) {
            case Answer.Done<String>(String version) -> Optional.empty();
            case Answer.Missing<String>() -> Optional.of("it does not say its version");
            case Answer.Conflict<String>() -> Optional.of("conflict");
            case Answer.Failed<String>(String reason, boolean retryable) -> Optional.of(reason);
        };
    }

    private static Optional<String> rights(Inspection inspection, List<Right> wanted) {
        return switch (inspection.missing(wanted)) {
            case Answer.Done<List<Right>>(List<Right> missing) when missing.isEmpty() -> Optional.empty();
            case Answer.Done<List<Right>>(List<Right> missing) -> Optional.of("not allowed: " + Right.words(missing));
            case Answer.Missing<List<Right>>() -> Optional.of("they are not known");
            case Answer.Conflict<List<Right>>() -> Optional.of("conflict");
            case Answer.Failed<List<Right>>(String reason, boolean retryable) -> Optional.of(reason);
        };
    }

    private Optional<String> kubelet(Inspection inspection) {
        Optional<String> address = inspection.kubelet(node);
        if (address.isEmpty()) {
            return Optional.of("the node has no address");
        }
        try {
            return KubeletProbe.fault(address.get());
        } catch (IOException e) {
            return Optional.of("no answer at " + address.get() + ": " + e.getMessage());
        }
    }

    private Optional<String> hosts(EdgeHosts all) {
        return switch (all.ready()) {
            case Answer.Done<Long>(Long ready) when ready >= hosts -> Optional.empty();
            case Answer.Done<Long>(Long ready) -> Optional.of(ready + " Ready (expected: " + hosts + " at least)");
            case Answer.Missing<Long>() -> Optional.of("the cluster does not know EdgeHosts");
            case Answer.Conflict<Long>() -> Optional.of("conflict");
            case Answer.Failed<Long>(String reason, boolean retryable) -> Optional.of(reason);
        };
    }
}
