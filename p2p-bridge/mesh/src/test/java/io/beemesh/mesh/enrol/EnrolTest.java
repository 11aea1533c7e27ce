package io.beemesh.mesh.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Gate;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.enrol.EnrolOutcome.Enrolled;
import io.beemesh.mesh.enrol.EnrolOutcome.Refused;
import io.beemesh.mesh.enrol.EnrolOutcome.Untrusted;
import io.beemesh.mesh.enrol.Token.AuthorityHash;
import io.beemesh.mesh.enrol.TokenRedeemer.Redemption;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.membership.Verdict;
import io.beemesh.mesh.testing.FakeHost;
import io.beemesh.mesh.testing.TestMesh;
import io.beemesh.mesh.wire.EnrolRefused.Reason;
import io.beemesh.mesh.wire.EnrolRequest;
import io.beemesh.mesh.wire.SignedRecord;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnrolTest {
    private static final Wish WISH = new Wish(Optional.of("edge-1"), Map.of("zone", "lab"));

    private final TestMesh mesh = new TestMesh();
    private final FakeHost edge = new FakeHost(TestMesh.key(3), Gate.open(), mesh.clock);
    private final Enrolment enrolment = new Enrolment(edge.id(), mesh.clock);
    private final Token token = token(TestMesh.key(1));
    private SignedRecord providerRecord = mesh.providerRecord;

    /** Redeems a token once, and for the same peer again, as a provider should. */
    private final class OnceRedeemer implements TokenRedeemer {
        private final Map<String, PeerId> used = new HashMap<>();

        @Override
        public synchronized Redemption redeem(EnrolAttempt attempt) {
            boolean known = attempt.token().id().equals(token.id())
                    && TokenHash.of(token.secret()).matches(attempt.token().secret());
            if (!known) {
                return new Redemption.Refused(Reason.TOKEN_UNKNOWN, UNKNOWN);
            }
            PeerId user = used.putIfAbsent(attempt.token().id(), attempt.peer());
            return user == null || user.equals(attempt.peer())
                    ? new Redemption.Redeemed(
                            mesh.record(attempt.peer(), attempt.wish().name().orElse("edge"), Role.HOST))
                    : new Redemption.Refused(Reason.TOKEN_USED_UP, "the token was used");
        }
    }

    @BeforeEach
    void serve() {
        EnrolService.serve(
                mesh.provider,
                new EnrolService.Issuer(mesh.authorityKey.publicKey(), () -> providerRecord),
                mesh.revocations,
                new OnceRedeemer());
    }

    @Test
    void exchangesATokenForARecordThatTheMeshBelieves() throws Exception {
        EnrolOutcome outcome = enrol(edge, token);

        assertThat(outcome).isInstanceOfSatisfying(Enrolled.class, enrolled -> {
            assertThat(enrolled.member().name()).isEqualTo("edge-1");
            assertThat(enrolled.provider().peer()).isEqualTo(mesh.provider.id());
            assertThat(mesh.membership.verify(enrolled.own(), edge.id(), Role.HOST))
                    .isEqualTo(new Verdict.Valid(enrolled.member()));
        });
    }

    @Test
    void givesTheSamePeerItsRecordAgainButNoOther() throws Exception {
        FakeHost other = new FakeHost(TestMesh.key(4), Gate.open(), mesh.clock);
        enrol(edge, token);

        assertThat(enrol(edge, token)).isInstanceOf(Enrolled.class);
        assertThat(new Enrolment(other.id(), mesh.clock).enrol(other.dial(mesh.provider), token, WISH))
                .isEqualTo(new Refused(Reason.TOKEN_USED_UP, "the token was used"));
    }

    @Test
    void doesNotTellAnUnknownTokenFromAWrongSecret() throws Exception {
        Token wrongSecret = token(TestMesh.key(1));
        Token wrongId = new Token("other", token.secret(), token.authority());

        assertThat(enrol(edge, wrongSecret)).isEqualTo(enrol(edge, wrongId));
    }

    @Test
    void believesNoAuthorityButTheTokens() throws Exception {
        Token other =
                new Token(token.id(), token.secret(), token(TestMesh.key(8)).authority());

        assertThat(enrol(edge, other))
                .isInstanceOfSatisfying(Untrusted.class, untrusted -> assertThat(untrusted.message())
                        .contains("not the one that the token names"));
    }

    @Test
    void believesNoProviderWithoutARecordOfItsOwn() throws Exception {
        providerRecord = mesh.record(TestMesh.key(9).peerId(), "provider", Role.PROVIDER);
        assertThat(enrol(edge, token)).isInstanceOf(Untrusted.class);

        providerRecord = mesh.record(mesh.provider.id(), "provider", Role.HOST);
        assertThat(enrol(edge, token)).isInstanceOf(Untrusted.class);
    }

    @Test
    void limitsHowOftenAPeerMayGuess() throws Exception {
        Token guess = token(TestMesh.key(1));
        for (int i = 0; i < 10; i++) {
            assertThat(reason(enrol(edge, guess))).isEqualTo(Reason.TOKEN_UNKNOWN);
        }

        assertThat(reason(enrol(edge, token))).isEqualTo(Reason.TOO_MANY_ATTEMPTS);
    }

    @Test
    void refusesNamesAndLabelsThatKubernetesWouldRefuse() throws Exception {
        Wish badName = new Wish(Optional.of("Edge 1"), Map.of());
        Wish badLabel = new Wish(Optional.empty(), Map.of("a b", "c"));

        assertThat(reason(enrolment.enrol(edge.dial(mesh.provider), token, badName)))
                .isEqualTo(Reason.NAME_INVALID);
        assertThat(reason(enrolment.enrol(edge.dial(mesh.provider), token, badLabel)))
                .isEqualTo(Reason.NAME_INVALID);
    }

    @Test
    void refusesARevokedPeerEvenBeforeTheGateCutsIt() {
        EnrolService service = new EnrolService(
                new EnrolService.Issuer(mesh.authorityKey.publicKey(), () -> providerRecord),
                mesh.revocations,
                new OnceRedeemer(),
                () -> 0);
        mesh.revocations.revoke(edge.id());

        assertThat(service.answer(edge.id(), EnrolRequest.getDefaultInstance())
                        .getRefused()
                        .getReason())
                .isEqualTo(Reason.REVOKED);
    }

    @Test
    void resetsAStreamThatBringsAnOversizeRequest() throws Exception {
        Connection connection = edge.dial(mesh.provider);
        try (Stream stream = connection.open(Protocols.ENROL)) {
            stream.out().write(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0x7f});

            assertThatThrownBy(() -> stream.in().read()).isInstanceOf(IOException.class);
        }
    }

    private EnrolOutcome enrol(FakeHost host, Token shown) throws Exception {
        return enrolment.enrol(host.dial(mesh.provider), shown, WISH);
    }

    private static Reason reason(EnrolOutcome outcome) {
        return switch (outcome) {
            case Refused refused -> refused.reason();
            case Enrolled enrolled -> throw new AssertionError("enrolled " + enrolled.member());
            case Untrusted untrusted -> throw new AssertionError(untrusted.message());
        };
    }

    private static Token token(KeyPair authority) {
        return Token.generate("lab-1", AuthorityHash.ofKey(authority.publicKey().protobuf()), new SecureRandom());
    }
}
