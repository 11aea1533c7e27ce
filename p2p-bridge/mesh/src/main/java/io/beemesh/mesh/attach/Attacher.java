package io.beemesh.mesh.attach;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Stream;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.attach.AttachOutcome.Attached;
import io.beemesh.mesh.attach.AttachOutcome.Rejected;
import io.beemesh.mesh.attach.AttachOutcome.Untrusted;
import io.beemesh.mesh.frame.FrameException;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.frame.Text;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.membership.Verdict;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.HostMessage;
import io.beemesh.mesh.wire.ProviderMessage;
import io.beemesh.mesh.wire.Welcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Attaches a host to providers. Any thread. */
public final class Attacher {
    /** How long the provider may take to welcome or reject. */
    public static final Duration WELCOME_MAX = Duration.ofSeconds(15);

    private static final long BEAT_INTERVAL_MILLIS_MAX = Duration.ofMinutes(5).toMillis();
    private static final int MESSAGE_LENGTH_MAX = 1024;

    private final Membership membership;
    private final MemberGate gate;
    private final RandomGenerator random;
    private final LongSupplier nanos;

    /**
     * Attaches to providers whose records are valid, and tells the gate of them.
     *
     * @param random spreads the beats; must be safe for use by many threads
     * @param nanos a ticker that goes on while the machine sleeps, as the leases of pods do
     */
    public Attacher(Membership membership, MemberGate gate, RandomGenerator random, LongSupplier nanos) {
        this.membership = membership;
        this.gate = gate;
        this.random = random;
        this.nanos = nanos;
    }

    /**
     * Attaches over a connection that stays open. Blocks until the provider's answer.
     *
     * @param hello with the host's record, facts and resources; its incarnation grows with each start of the agent
     * @param listener of what the provider answers, and of the end
     * @throws IOException if the provider does not answer, not in time, or not as it should
     */
    public AttachOutcome attach(Connection connection, Hello hello, AttachmentListener listener)
            throws IOException, InterruptedException {
        Stream stream = connection.open(Protocols.ATTACH);
        boolean attached = false;
        try {
            long helloNanos = nanos.getAsLong();
            stream.deadline(WELCOME_MAX);
            new FrameWriter(stream.out())
                    .write(
                            MessageKind.HOST_MESSAGE,
                            HostMessage.newBuilder().setHello(hello).build());
            ProviderMessage answer = FrameReader.within(WELCOME_MAX, stream).read(MessageKind.PROVIDER_MESSAGE);
            AttachOutcome outcome =
                    switch (answer.getKindCase()) {
                        case WELCOME -> judge(stream, answer.getWelcome(), new Start(helloNanos, listener));
                        case REJECTED ->
                            new Rejected(
                                    cut(answer.getRejected().getReason()),
                                    cut(answer.getRejected().getMessage()));
                        case BEAT_ACK, REPORT_ACK, AGAIN, KIND_NOT_SET ->
                            throw new FrameException("the provider answered the hello by " + answer.getKindCase()
                                    + " (expected: welcome)");
                    };
            attached = outcome instanceof Attached;
            return outcome;
        } finally {
            if (!attached) {
                stream.reset(0);
            }
        }
    }

    private record Start(long helloNanos, AttachmentListener listener) {}

    private AttachOutcome judge(Stream stream, Welcome welcome, Start start) throws FrameException {
        long intervalMillis = welcome.getBeatIntervalMs();
        long lostAfterMillis = welcome.getLostAfterMs();
        if (intervalMillis < 1 || intervalMillis > BEAT_INTERVAL_MILLIS_MAX || lostAfterMillis < 2 * intervalMillis) {
            throw new FrameException(
                    "the provider wants a beat each %d ms and is lost after %d ms (expected: 1 to %d, twice that)"
                            .formatted(intervalMillis, lostAfterMillis, BEAT_INTERVAL_MILLIS_MAX));
        }
        Verdict verdict = membership.verify(
                welcome.getProviderRecord(), stream.connection().remote(), Role.PROVIDER);
        return switch (verdict) {
            case Verdict.Invalid invalid -> new Untrusted("the provider's record: " + invalid.message());
            case Verdict.Valid valid -> {
                gate.prove(valid.member());
                Beats beats = new Beats(Duration.ofMillis(intervalMillis), random, start.helloNanos());
                StreamAttachment attachment =
                        new StreamAttachment(new StreamAttachment.Terms(stream, welcome, valid.member()), beats, nanos);
                Optional<String> objection = start.listener().welcomed(attachment);
                if (objection.isPresent()) {
                    yield new Untrusted(objection.get());
                }
                attachment.start(start.listener());
                yield new Attached(attachment);
            }
        };
    }

    private static String cut(String text) {
        return Text.atMost(MESSAGE_LENGTH_MAX, text);
    }
}
