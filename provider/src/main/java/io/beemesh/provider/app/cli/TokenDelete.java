package io.beemesh.provider.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes a token. */
@Command(
        name = "delete",
        description = "Deletes a token. Hosts that joined with it stay; to revoke one, delete its EdgeHost.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  java -jar beemesh-provider.jar token delete k3v9m2qa",
            "  kubectl delete edgehost edge-1"
        })
final class TokenDelete implements Callable<Integer> {
    @Mixin
    private Cluster cluster = new Cluster();

    @Parameters(paramLabel = "ID", description = "The token's id, as 'token list' shows it.")
    private String id = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        boolean deleted = cluster.connect((tokens, address) -> tokens.delete(id));
        if (!deleted) {
            spec.commandLine().getErr().println("error: there is no token '" + id + "'; 'token list' shows them all");
            return 1;
        }
        spec.commandLine().getErr().println("token " + id + " deleted");
        return 0;
    }
}
