package io.beemesh.provider.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.enrol.EnrolAttempt;
import io.beemesh.mesh.enrol.Secret;
import io.beemesh.mesh.enrol.Token;
import io.beemesh.mesh.enrol.TokenRedeemer.Redemption;
import io.beemesh.mesh.enrol.Wish;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.MeshAuthority;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.membership.Verdict;
import io.beemesh.mesh.wire.EnrolRefused.Reason;
import io.beemesh.provider.kube.secret.testing.FakeSecrets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenDeskTest {
    private final SettableClock clock = new SettableClock();
    private final FakeSecrets secrets = new FakeSecrets();
    private final MeshKeys keys = new MeshKeys(KeyPair.generate(), KeyPair.generate());
    private final JoinTokens tokens = new JoinTokens(secrets, clock, new SecureRandom());
    private HostNames names = (peer, wished) -> new HostNames.Claim.Claimed(wished.orElse("edge-1"));

    @Test
    void givesARecordThatTheAuthoritySigned() throws Exception {
        PeerId host = KeyPair.generate().peerId();
        Token token = token(1, Map.of("site", "harbour"));

        Redemption answer = desk().redeem(attempt(host, token, Map.of("site", "mine", "disk", "ssd")));

        Member member = member(answer, host);
        assertThat(member.name()).isEqualTo("edge-1");
        assertThat(member.identity().labels()).containsOnly(Map.entry("site", "harbour"), Map.entry("disk", "ssd"));
    }

    @Test
    void letsNoHostChooseItsPool() throws Exception {
        Token token = token(1, Map.of("beemesh.io/pool", "north"));

        Map<String, String> wished =
                Map.of("beemesh.io/pool", "vault", "kubernetes.io/arch", "s390x", "example.org/rack", "7");
        PeerId host = KeyPair.generate().peerId();

        Member member = member(desk().redeem(attempt(host, token, wished)), host);

        assertThat(member.identity().labels())
                .containsOnly(Map.entry("beemesh.io/pool", "north"), Map.entry("example.org/rack", "7"));
    }

    @Test
    void letsAOneTimeTokenInOnce() throws Exception {
        Token token = token(1, Map.of());
        assertThat(redeem(KeyPair.generate().peerId(), token)).isEqualTo(Optional.empty());

        assertThat(redeem(KeyPair.generate().peerId(), token)).contains(Reason.TOKEN_USED_UP);
    }

    @Test
    void answersTheSameHostAgainWithoutAnotherUse() throws Exception {
        PeerId host = KeyPair.generate().peerId();
        Token token = token(1, Map.of());

        assertThat(redeem(host, token)).isEmpty();
        assertThat(redeem(host, token)).isEmpty();
    }

    @Test
    void refusesATokenThatExpired() throws Exception {
        Token token = token(1, Map.of());
        clock.advance(Duration.ofHours(1));

        assertThat(redeem(KeyPair.generate().peerId(), token)).contains(Reason.TOKEN_EXPIRED);
    }

    @Test
    void doesNotTellAnUnknownTokenFromAWrongSecret() throws Exception {
        Token token = token(1, Map.of());
        Token guessed = new Token(token.id(), new Secret(new byte[20]), token.authority());
        Token unknown = new Token("nosuch", token.secret(), token.authority());

        Redemption wrongSecret = desk().redeem(attempt(KeyPair.generate().peerId(), guessed, Map.of()));
        Redemption noToken = desk().redeem(attempt(KeyPair.generate().peerId(), unknown, Map.of()));

        assertThat(wrongSecret).isEqualTo(noToken).isInstanceOf(Redemption.Refused.class);
        assertThat(redeem(KeyPair.generate().peerId(), token)).isEmpty();
    }

    @Test
    void tellsOfATakenNameAndKeepsTheTokenGoodForThatHost() throws Exception {
        PeerId host = KeyPair.generate().peerId();
        Token token = token(1, Map.of());
        names = (peer, wished) -> new HostNames.Claim.Taken("edge-1");
        assertThat(redeem(host, token)).contains(Reason.NAME_TAKEN);

        names = (peer, wished) -> new HostNames.Claim.Claimed("edge-2");
        assertThat(redeem(host, token)).isEmpty();
    }

    @Test
    void countsEveryUseWhenManyHostsJoinAtOnce() throws Exception {
        Token token = token(5, Map.of());
        TokenDesk desk = desk();
        List<Callable<Optional<Reason>>> hosts = IntStream.range(0, 8)
                .<Callable<Optional<Reason>>>mapToObj(
                        i -> () -> reason(desk.redeem(attempt(KeyPair.generate().peerId(), token, Map.of()))))
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Optional<Reason>> answers = threads.invokeAll(hosts).stream()
                    .map(future -> future.resultNow())
                    .toList();
            assertThat(answers).filteredOn(Optional::isEmpty).hasSize(5);
            assertThat(answers)
                    .filteredOn(Optional.of(Reason.TOKEN_USED_UP)::equals)
                    .hasSize(3);
        }
    }

    @Test
    void looksAgainWhenAnotherProviderChangedTheToken() throws Exception {
        Token token = token(1, Map.of());
        secrets.conflict(3);

        assertThat(redeem(KeyPair.generate().peerId(), token)).isEmpty();
    }

    @Test
    void saysThatItIsUnavailableWhenTheApiServerIs() throws Exception {
        Token token = token(1, Map.of());
        secrets.fail("connection refused");

        assertThat(redeem(KeyPair.generate().peerId(), token)).contains(Reason.UNAVAILABLE);
    }

    @Test
    void keepsNoSecretOfAToken() throws Exception {
        Token token = token(1, Map.of());

        assertThat(tokens.list()).singleElement().satisfies(kept -> {
            assertThat(kept.id()).isEqualTo(token.id());
            assertThat(kept.matches(token.secret())).isTrue();
            assertThat(kept.toString()).doesNotContain(token.text().split("\\.")[2]);
        });
    }

    @Test
    void deletesTokensThatExpiredADayAgo() throws Exception {
        Token old = token(1, Map.of());
        clock.advance(Duration.ofHours(26));

        Token fresh = token(1, Map.of());

        assertThat(tokens.list()).extracting(KeptToken::id).containsExactly(fresh.id());
        assertThat(tokens.delete(old.id())).isFalse();
        assertThat(tokens.delete(fresh.id())).isTrue();
    }

    private Member member(Redemption answer, PeerId host) {
        Membership membership = new Membership(
                new MeshAuthority("default", keys.authority()).trust(), new Revocations(List.of()), clock);
        return switch (answer) {
            case Redemption.Redeemed redeemed
            when membership.verify(redeemed.record(), host, Role.HOST) instanceof Verdict.Valid valid -> valid.member();
            case Redemption.Redeemed redeemed -> throw new AssertionError("the record is not valid");
            case Redemption.Refused refused -> throw new AssertionError(refused.message());
        };
    }

    private Optional<Reason> redeem(PeerId host, Token token) {
        return reason(desk().redeem(attempt(host, token, Map.of())));
    }

    private static Optional<Reason> reason(Redemption answer) {
        return switch (answer) {
            case Redemption.Redeemed redeemed -> Optional.empty();
            case Redemption.Refused refused -> Optional.of(refused.reason());
        };
    }

    private static EnrolAttempt attempt(PeerId host, Token token, Map<String, String> labels) {
        return new EnrolAttempt(
                host, new EnrolAttempt.ShownToken(token.id(), token.secret()), new Wish(Optional.empty(), labels));
    }

    private Token token(int uses, Map<String, String> labels) throws Exception {
        byte[] authority = keys.authority().publicKey().protobuf();
        return tokens.make(
                new JoinTokens.Wish(uses, Duration.ofHours(1), labels), Token.AuthorityHash.ofKey(authority));
    }

    private TokenDesk desk() {
        MemberRecords records = new MemberRecords("default", keys, Duration.ofDays(365), clock);
        return new TokenDesk(secrets, (peer, wished) -> names.claim(peer, wished), records, clock);
    }
}
