package io.beemesh.agent.cli;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.enrol.EnrolOutcome;
import io.beemesh.mesh.enrol.Enrolment;
import io.beemesh.mesh.enrol.Token;
import io.beemesh.mesh.enrol.Wish;
import io.beemesh.mesh.wire.EnrolRefused;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Exchanges a token for a record, at whichever provider answers first.
 *
 * @param key of this host; it is written nowhere
 * @param timeout how long it tries
 * @param network how it dials
 */
record Enroller(KeyPair key, Duration timeout, UnaryOperator<HostBuilder> network) {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Tries until an answer or the timeout; whoever refuses is a failure. */
    EnrolOutcome.Enrolled enrol(Token token, Wish wish, List<Multiaddr> providers)
            throws IOException, InterruptedException, CliFailure {
        Enrolment enrolment = new Enrolment(key.peerId(), Clock.systemUTC());
        long begun = System.nanoTime();
        String failure = "no address was tried";
        try (Host host = network.apply(HostBuilder.of(key).agentVersion("beemesh-agent/" + Version.text()))
                .start()) {
            for (int at = 0; at == 0 || System.nanoTime() - begun < timeout.toNanos(); at++) {
                Multiaddr address = providers.get(at % providers.size());
                try {
                    Connection connection = host.connect(address);
                    return judge(enrolment.enrol(connection, token, wish));
                } catch (IOException e) {
                    failure = address + ": " + e.getMessage();
                }
                new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        throw CliFailure.code(CliFailure.NOT_IN_TIME, "no provider answered in " + timeout.toSeconds() + " s")
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
