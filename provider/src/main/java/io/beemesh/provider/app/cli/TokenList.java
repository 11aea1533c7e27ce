package io.beemesh.provider.app.cli;

import io.beemesh.provider.identity.KeptToken;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists tokens, without their secrets. */
@Command(
        name = "list",
        description = "Lists the tokens, the next to expire first.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  java -jar beemesh-provider.jar token list",
            "  java -jar beemesh-provider.jar token list -n another-namespace"
        })
final class TokenList implements Callable<Integer> {
    private static final String ROW = "%-10s %-6s %-6s %-9s %s%n";

    @Mixin
    private Cluster cluster = new Cluster();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        List<KeptToken> all = cluster.connect((tokens, address) -> tokens.list());
        PrintWriter out = spec.commandLine().getOut();
        if (all.isEmpty()) {
            spec.commandLine().getErr().println("No tokens. 'token create' makes one.");
            return 0;
        }
        Instant now = Clock.systemUTC().instant();
        out.printf(ROW, "ID", "USED", "LEFT", "EXPIRES", "LABELS");
        all.forEach(token -> out.printf(
                ROW, token.id(), token.usedBy().size(), token.usesLeft(), expires(token, now), labels(token)));
        out.flush();
        return 0;
    }

    private static String expires(KeptToken token, Instant now) {
        return token.expires().isAfter(now) ? TimeToLive.text(Duration.between(now, token.expires())) : "expired";
    }

    private static String labels(KeptToken token) {
        return new TreeMap<>(token.labels())
                .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(","));
    }
}
