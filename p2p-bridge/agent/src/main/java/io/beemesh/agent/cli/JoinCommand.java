package io.beemesh.agent.cli;

import io.beemesh.agent.home.Home;
import io.beemesh.agent.home.HostSettings;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.enrol.Token;
import io.beemesh.mesh.enrol.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes this machine a host of a cluster, of one more if it is one already, and runs it unless it runs. */
@Command(
        name = "join",
        description = {
            "Makes this machine a host of a cluster's mesh, with a token from the cluster, and runs it.",
            "On a machine that has joined one, adds another cluster: of the same mesh or of another one."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  beemesh-agent join --token bm1.ci.c2VjcmV0 /dns4/mesh.example.org/tcp/4001/p2p/12D3KooW...",
            "  beemesh-agent join --token \"$TOKEN\" --name shelf-3 --label site=a --reserve memory=512Mi \"$ADDRESS\""
        })
final class JoinCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--token", required = true, paramLabel = "TOKEN", description = "what the cluster gave out")
    private String token = "";

    @Option(names = "--name", paramLabel = "NAME", description = "a short name (default: the provider's choice)")
    private String name = "";

    @Option(names = "--label", paramLabel = "K=V", description = "a label; may be given more than once")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "how long to try (default: ${DEFAULT-VALUE})")
    private int timeoutSeconds = 60;

    @Option(names = "--no-run", description = "only join; something else, such as systemd, runs the host")
    private boolean noRun;

    @Parameters(
            arity = "1..*",
            paramLabel = "ADDRESS",
            description = "providers of one cluster, tried in this order; each ends in /p2p/ID")
    private List<String> addresses = List.of();

    @Mixin
    private HostOptions options = new HostOptions();

    @Override
    public Integer call() throws Exception {
        Joining.Invitation invitation = new Joining.Invitation(token(), providers());
        HostSettings settings = options.settings();
        Home home = Home.open();
        Wish wish = new Wish(name.isEmpty() ? Optional.empty() : Optional.of(name), labels);
        Joining joining = new Joining(home, wish, Duration.ofSeconds(timeoutSeconds), UnaryOperator.identity());
        if (home.membership().isPresent() && home.isRunning()) {
            say(joining.join(invitation, settings).sentence());
            say("the agent that runs here takes it from there; look at it: beemesh-agent status");
            return 0;
        }
        return RunCommand.alone(home, () -> {
            Joining.Joined joined = joining.join(invitation, settings);
            say(joined.sentence());
            return noRun ? 0 : Agent.run(home, joined.membership());
        });
    }

    private void say(String sentence) {
        spec.commandLine().getErr().println(sentence);
    }

    private Token token() throws CliFailure {
        return switch (Token.read(token.strip())) {
            case Token.Read read -> read.token();
            case Token.Malformed malformed ->
                throw CliFailure.code(CliFailure.USAGE, "the token is not understood")
                        .because(malformed.message())
                        .advise("copy it again, whole, from where it was made");
        };
    }

    private List<Multiaddr> providers() throws CliFailure {
        List<Multiaddr> providers = new ArrayList<>();
        for (String text : addresses) {
            try {
                Multiaddr address = Multiaddr.parse(text);
                if (address.peer().isEmpty()) {
                    throw new IllegalArgumentException("it does not say which peer is there");
                }
                providers.add(address);
            } catch (IllegalArgumentException e) {
                throw CliFailure.code(CliFailure.USAGE, "the address '" + text + "' is not understood")
                        .because(String.valueOf(e.getMessage()))
                        .advise("give one such as /ip4/192.0.2.1/tcp/4001/p2p/12D3KooW...");
            }
        }
        return providers;
    }
}
