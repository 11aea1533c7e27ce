package io.beemesh.mesh.enrol;

import com.google.protobuf.ByteString;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.enrol.AttemptLimiter.AttemptLimits;
import io.beemesh.mesh.enrol.EnrolAttempt.ShownToken;
import io.beemesh.mesh.enrol.TokenRedeemer.Redemption;
import io.beemesh.mesh.frame.Exchange;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.membership.Labels;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.wire.EnrolRefused;
import io.beemesh.mesh.wire.EnrolRefused.Reason;
import io.beemesh.mesh.wire.EnrolReply;
import io.beemesh.mesh.wire.EnrolRequest;
import io.beemesh.mesh.wire.Enrolled;
import io.beemesh.mesh.wire.SignedRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A provider's end of enrolment: one request, one answer a stream.
 *
 * <p>A peer may try ten times a minute, all peers together a thousand times; more is refused before the token is looked
 * at.
 */
public final class EnrolService {
    static final Exchange<EnrolRequest, EnrolReply> EXCHANGE =
            new Exchange<>(MessageKind.ENROL_REQUEST, MessageKind.ENROL_REPLY);

    private static final Duration REQUEST_MAX = Duration.ofSeconds(10);
    private static final Limits.Streams STREAMS = new Limits.Streams(2, 128);

    private final Issuer issuer;
    private final Revocations revocations;
    private final TokenRedeemer redeemer;
    private final AttemptLimiter limiter;

    EnrolService(Issuer issuer, Revocations revocations, TokenRedeemer redeemer, LongSupplier nanos) {
        this.issuer = issuer;
        this.revocations = revocations;
        this.redeemer = redeemer;
        this.limiter = new AttemptLimiter(AttemptLimits.DEFAULT, nanos);
    }

    /**
     * Serves enrolment on a host.
     *
     * @return ends the service
     */
    public static Host.Registration serve(Host host, Issuer issuer, Revocations revocations, TokenRedeemer redeemer) {
        EnrolService service = new EnrolService(issuer, revocations, redeemer, System::nanoTime);
        return host.serve(Protocols.ENROL, STREAMS, service::handle);
    }

    /**
     * In whose name members are made.
     *
     * @param authority the public key that hosts come to believe
     * @param provider this provider's own record, asked for at each enrolment
     */
    public record Issuer(PublicKey authority, Supplier<SignedRecord> provider) {}

    private void handle(Stream stream) throws IOException {
        PeerId peer = stream.connection().remote();
        EXCHANGE.serve(stream, REQUEST_MAX, request -> answer(peer, request));
    }

    /** What a peer is answered. */
    EnrolReply answer(PeerId peer, EnrolRequest request) {
        if (revocations.contains(peer)) {
            return refused(
                    Reason.REVOKED, "this peer was revoked; make a new key on the host and join with a new token");
        }
        if (!limiter.tryAcquire(peer)) {
            return refused(Reason.TOO_MANY_ATTEMPTS, "too many attempts; try again in a minute");
        }
        Optional<String> name = Optional.of(request.getName()).filter(wished -> !wished.isEmpty());
        if (name.isPresent() && !Member.isName(name.get())) {
            return refused(
                    Reason.NAME_INVALID,
                    "the name must be a DNS label: at most 63 lower-case letters, digits or dashes");
        }
        Optional<String> fault = Labels.fault(request.getLabelsMap());
        return fault.map(text -> refused(Reason.NAME_INVALID, text))
                .orElseGet(() -> redeem(peer, request, new Wish(name, request.getLabelsMap())));
    }

    private EnrolReply redeem(PeerId peer, EnrolRequest request, Wish wish) {
        byte[] secret = request.getTokenSecret().toByteArray();
        if (secret.length < Secret.LENGTH_BYTES_MIN || secret.length > Secret.LENGTH_BYTES_MAX) {
            return refused(Reason.TOKEN_UNKNOWN, TokenRedeemer.UNKNOWN);
        }
        ShownToken token = new ShownToken(request.getTokenId(), new Secret(secret));
        return switch (redeemer.redeem(new EnrolAttempt(peer, token, wish))) {
            case Redemption.Redeemed redeemed ->
                EnrolReply.newBuilder()
                        .setEnrolled(Enrolled.newBuilder()
                                .setAuthorityKey(
                                        ByteString.copyFrom(issuer.authority().protobuf()))
                                .setRecord(redeemed.record())
                                .setProviderRecord(issuer.provider().get()))
                        .build();
            case Redemption.Refused no -> refused(no.reason(), no.message());
        };
    }

    private static EnrolReply refused(Reason reason, String message) {
        return EnrolReply.newBuilder()
                .setRefused(EnrolRefused.newBuilder().setReason(reason).setMessage(message))
                .build();
    }
}
