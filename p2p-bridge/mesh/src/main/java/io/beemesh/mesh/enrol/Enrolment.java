package io.beemesh.mesh.enrol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.enrol.EnrolOutcome.Refused;
import io.beemesh.mesh.enrol.EnrolOutcome.Untrusted;
import io.beemesh.mesh.enrol.Token.AuthorityHash;
import io.beemesh.mesh.frame.Text;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.membership.Verdict;
import io.beemesh.mesh.wire.EnrolRefused;
import io.beemesh.mesh.wire.EnrolReply;
import io.beemesh.mesh.wire.EnrolRequest;
import io.beemesh.mesh.wire.Enrolled;
import io.beemesh.mesh.wire.MembershipRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A host's end of enrolment: gives a token, gets a record, believes only what the token's authority signed. */
public final class Enrolment {
    /** How long the provider may take to answer. */
    public static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    private static final int MESSAGE_LENGTH_MAX = 1024;

    private final PeerId self;
    private final Clock clock;

    /** Enrols a peer; {@code clock} tells whether records count yet. */
    public Enrolment(PeerId self, Clock clock) {
        this.self = self;
        this.clock = clock;
    }

    /**
     * Exchanges a token for a record. Blocks until the answer. Asking again with the same key is safe.
     *
     * @param connection to the provider whose id the address named
     * @throws IOException if the provider does not answer, or not in time
     */
    public EnrolOutcome enrol(Connection connection, Token token, Wish wish) throws IOException, InterruptedException {
        EnrolRequest request = EnrolRequest.newBuilder()
                .setTokenId(token.id())
                .setTokenSecret(ByteString.copyFrom(token.secret().bytes()))
                .setName(wish.name().orElse(""))
                .putAllLabels(wish.labels())
                .build();
        EnrolReply reply = EnrolService.EXCHANGE.ask(() -> connection.open(Protocols.ENROL), request, ANSWER_MAX);
        return switch (reply.getResultCase()) {
            case ENROLLED -> judge(reply.getEnrolled(), token.authority(), connection.remote());
            case REFUSED -> refused(reply.getRefused());
            case RESULT_NOT_SET -> new Untrusted("the provider's answer is neither yes nor no");
        };
    }

    private static Refused refused(EnrolRefused refused) {
        return new Refused(refused.getReason(), Text.atMost(MESSAGE_LENGTH_MAX, refused.getMessage()));
    }

    private EnrolOutcome judge(Enrolled enrolled, AuthorityHash expected, PeerId provider) {
        byte[] key = enrolled.getAuthorityKey().toByteArray();
        if (!AuthorityHash.ofKey(key).equals(expected)) {
            return new Untrusted("the provider's authority is not the one that the token names; ask for a new token");
        }
        try {
            String mesh =
                    MembershipRecord.parseFrom(enrolled.getRecord().getRecord()).getMesh();
            Trust trust = new Trust(PublicKey.ofProtobuf(key), mesh);
            Membership membership = new Membership(trust, new Revocations(List.of()), clock);
            return judge(enrolled, membership, provider);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return new Untrusted("the provider's answer does not decode: " + e.getMessage());
        }
    }

    private EnrolOutcome judge(Enrolled enrolled, Membership membership, PeerId provider) {
        Verdict own = membership.verify(enrolled.getRecord(), self, Role.HOST);
        Verdict other = membership.verify(enrolled.getProviderRecord(), provider, Role.PROVIDER);
        return switch (own) {
            case Verdict.Invalid invalid -> new Untrusted("this host's record: " + invalid.message());
            case Verdict.Valid host ->
                switch (other) {
                    case Verdict.Invalid invalid -> new Untrusted("the provider's record: " + invalid.message());
                    case Verdict.Valid valid ->
                        new EnrolOutcome.Enrolled(
                                enrolled.getAuthorityKey(), enrolled.getRecord(), host.member(), valid.member());
                };
        };
    }
}
