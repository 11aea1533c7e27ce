package io.beemesh.provider.app.cli;

import io.beemesh.provider.identity.IdentityException;
import io.beemesh.provider.identity.JoinAddress;
import io.beemesh.provider.identity.JoinTokens;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a token and prints the command that joins a host with it. */
@Command(
        name = "create",
        description = "Makes a token and prints the command to run on a host.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  java -jar beemesh-provider.jar token create",
            "  java -jar beemesh-provider.jar token create --uses 9 --ttl 8h --label site=north"
        })
final class TokenCreate implements Callable<Integer> {
    @Mixin
    private Cluster cluster = new Cluster();

    @Option(
            names = "--uses",
            defaultValue = "1",
            paramLabel = "N",
            description = "How many hosts may join with it (default: ${DEFAULT-VALUE}).")
    private int uses;

    @Option(
            names = "--ttl",
            defaultValue = "1h",
            converter = TimeToLive.class,
            paramLabel = "TIME",
            description = "How long it is good for, such as 30m, 8h or 7d (default: ${DEFAULT-VALUE}).")
    private Duration ttl = Duration.ZERO;

    @Option(
            names = "--label",
            paramLabel = "KEY=VALUE",
            description = "A label for each host that joins with it; may be given many times.")
    private Map<String, String> labels = Map.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        JoinTokens.Wish wish = new JoinTokens.Wish(uses, ttl, labels);
        String command = cluster.connect((tokens, address) -> command(wish, tokens, address));
        spec.commandLine().getOut().println(command);
        spec.commandLine()
                .getErr()
                .println(
                        "Run this on the host. It is good for %s and for %s.".formatted(hosts(), TimeToLive.text(ttl)));
        return 0;
    }

    private String command(JoinTokens.Wish wish, JoinTokens tokens, JoinAddress address) throws IdentityException {
        JoinAddress.Door door = address.find()
                .orElseThrow(() -> new IdentityException("no provider has started in namespace " + cluster.namespace()
                        + "; start one, or name its namespace with -n"));
        return door.command(tokens.make(wish, door.authority()));
    }

    private String hosts() {
        return uses == 1 ? "one host" : uses + " hosts";
    }
}
