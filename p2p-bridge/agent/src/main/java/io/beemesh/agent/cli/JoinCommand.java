package io.beemesh.agent.cli;

import io.beemesh.agent.link.Affiliation;
import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.enrol.EnrolOutcome;
import io.beemesh.mesh.enrol.Enrolment;
import io.beemesh.mesh.enrol.Token;
import io.beemesh.mesh.enrol.Wish;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.wire.EnrolRefused;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes this machine a member of a mesh, then runs it. */
@Command(
        name = "join",
        description = "Makes this machine a host of a mesh, with a token from the cluster, and runs it.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  beemesh-agent join --token bm1.ci.c2VjcmV0 /dns4/mesh.example.org/tcp/4001/p2p/12D3KooW...",
            "  beemesh-agent join --token \"$TOKEN\" --name shelf-3 --label site=a --reserve memory=512Mi \"$ADDRESS\""
        })
final class JoinCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(1);

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

    @Parameters(
            arity = "1..*",
            paramLabel = "ADDRESS",
            description = "providers, tried in this order; each ends in /p2p/ID")
    private List<String> addresses = List.of();

    @Mixin
    private HostOptions options = new HostOptions();

    @Override
    public Integer call() throws Exception {
        Token read = token();
        List<Multiaddr> providers = providers();
        HostSettings settings = options.settings();
        Home home = Home.open();
        return RunCommand.alone(home, () -> {
            if (home.membership().isPresent()) {
                throw CliFailure.code(CliFailure.FAILURE, "this host is in a mesh already")
                        .because(home.file("membership.json") + " is there")
                        .advise("start it with `beemesh-agent run`, or first leave: beemesh-agent leave");
            }
            EnrolOutcome.Enrolled enrolled = enrol(home.identity(), read, providers);
            PublicKey authority = PublicKey.ofProtobuf(enrolled.authorityKey().toByteArray());
            Trust trust = new Trust(authority, enrolled.member().mesh());
            Affiliation affiliation = new Affiliation(trust, enrolled.own(), providers);
            Home.Membership membership =
                    new Home.Membership(affiliation, settings, Clock.systemUTC().millis());
            home.keep(membership);
            spec.commandLine()
                    .getErr()
                    .println("joined mesh " + trust.mesh() + " as "
                            + enrolled.member().name());
            return Agent.run(home, membership);
        });
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

    private EnrolOutcome.Enrolled enrol(KeyPair key, Token read, List<Multiaddr> providers)
            throws IOException, InterruptedException, CliFailure {
        Enrolment enrolment = new Enrolment(key.peerId(), Clock.systemUTC());
        Wish wish = new Wish(name.isEmpty() ? Optional.empty() : Optional.of(name), labels);
        Instant end = Clock.systemUTC().instant().plusSeconds(timeoutSeconds);
        String failure = "no address was tried";
        try (Host host = HostBuilder.of(key)
                .agentVersion("beemesh-agent/" + Version.text())
                .start()) {
            for (int at = 0; at == 0 || Clock.systemUTC().instant().isBefore(end); at++) {
                Multiaddr address = providers.get(at % providers.size());
                try {
                    Connection connection = host.connect(address);
                    return judge(enrolment.enrol(connection, read, wish));
                } catch (IOException e) {
                    failure = address + ": " + e.getMessage();
                }
                new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        throw CliFailure.code(CliFailure.NOT_IN_TIME, "no provider answered in " + timeoutSeconds + " s")
                .because(failure)
                .advise("check the address, and that this machine may dial out to it");
    }

    private static EnrolOutcome.Enrolled judge(EnrolOutcome outcome) throws CliFailure {
        return switch (outcome) {
            case EnrolOutcome.Enrolled enrolled -> enrolled;
            case EnrolOutcome.Refused refused
            when refused.reason() == EnrolRefused.Reason.UNAVAILABLE ->
                throw CliFailure.code(CliFailure.FAILURE, "the provider cannot take hosts in right now")
                        .because(refused.message())
                        .advise("try again in a minute");
            case EnrolOutcome.Refused refused ->
                throw CliFailure.code(CliFailure.DENIED, "the provider refused this host")
                        .because(refused.reason().name() + ": " + refused.message())
                        .advise(
                                switch (refused.reason()) {
                                    case NAME_TAKEN, NAME_INVALID -> "give another --name";
                                    default -> "make a new token";
                                });
            case EnrolOutcome.Untrusted untrusted ->
                throw CliFailure.code(CliFailure.DENIED, "the provider is not the one that the token speaks of")
                        .because(untrusted.message())
                        .advise("check that address and token come from the same cluster");
        };
    }
}
