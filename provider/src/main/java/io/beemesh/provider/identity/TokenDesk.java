package io.beemesh.provider.identity;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.enrol.EnrolAttempt;
import io.beemesh.mesh.enrol.TokenRedeemer;
import io.beemesh.mesh.wire.EnrolRefused.Reason;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.secret.SecretStore;
import io.beemesh.provider.kube.secret.StoredSecret;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tokens for membership records.
 *
 * <p>A use is counted by writing over the version of the Secret that was read: of two hosts that show a one-time token
 * at once, the API server lets one through, whichever provider they asked.
 */
public final class TokenDesk implements TokenRedeemer {
    private static final Logger log = LoggerFactory.getLogger(TokenDesk.class);
    private static final int ATTEMPTS = 20;
    private static final Set<String> RESERVED_DOMAINS = Set.of("beemesh.io", "kubernetes.io", "k8s.io");

    private final SecretStore secrets;
    private final HostNames names;
    private final MemberRecords records;
    private final Clock clock;

    /** Looks tokens up in the store that {@link JoinTokens} keeps them in. */
    public TokenDesk(SecretStore secrets, HostNames names, MemberRecords records, Clock clock) {
        this.secrets = secrets;
        this.names = names;
        this.records = records;
        this.clock = clock;
    }

    @Override
    public Redemption redeem(EnrolAttempt attempt) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Optional<Redemption> done = tryToRedeem(attempt);
            if (done.isPresent()) {
                return done.get();
            }
        }
        return unavailable("many hosts join with this token at once; try again");
    }

    /** Empty if somebody else used the token at the same time: look again. */
    private Optional<Redemption> tryToRedeem(EnrolAttempt attempt) {
        return switch (secrets.read(TokenSecrets.name(attempt.token().id()))) {
            case Answer.Done<StoredSecret>(StoredSecret held) -> use(held, attempt);
            case Answer.Missing<StoredSecret>() -> Optional.of(unknown());
            case Answer.Conflict<StoredSecret>() -> Optional.empty();
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> Optional.of(apiTrouble(reason));
        };
    }

    private Optional<Redemption> use(StoredSecret held, EnrolAttempt attempt) {
        Optional<KeptToken> kept = TokenSecrets.read(held)
                .filter(token -> token.matches(attempt.token().secret()));
        if (kept.isEmpty()) {
            return Optional.of(unknown());
        }
        KeptToken token = kept.get();
        if (!clock.instant().isBefore(token.expires())) {
            return Optional.of(new Redemption.Refused(
                    Reason.TOKEN_EXPIRED, "the token expired at " + token.expires() + "; ask for a new one"));
        }
        if (token.usedBy().contains(attempt.peer())) {
            return Optional.of(admit(token, attempt));
        }
        if (token.usesLeft() < 1) {
            return Optional.of(
                    new Redemption.Refused(Reason.TOKEN_USED_UP, "the token was used up; ask for a new one"));
        }
        return switch (secrets.replace(TokenSecrets.rewrite(held, token.usedOnceMoreBy(attempt.peer())))) {
            case Answer.Done<StoredSecret>(StoredSecret after) -> Optional.of(admit(token, attempt));
            case Answer.Conflict<StoredSecret>() -> Optional.empty();
            case Answer.Missing<StoredSecret>() -> Optional.of(unknown());
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> Optional.of(apiTrouble(reason));
        };
    }

    private Redemption admit(KeptToken token, EnrolAttempt attempt) {
        PeerId peer = attempt.peer();
        return switch (names.claim(peer, attempt.wish().name())) {
            case HostNames.Claim.Claimed(String name) -> {
                log.atInfo()
                        .addKeyValue("host", name)
                        .addKeyValue("peer", peer)
                        .addKeyValue("token", token.id())
                        .log("host enrolled");
                Map<String, String> labels = new HashMap<>(attempt.wish().labels());
                // A host must not choose its pool, nor what else BeeMesh or Kubernetes mean by a label.
                labels.keySet().removeIf(TokenDesk::isReserved);
                // What the token says counts: it was made by somebody who may say so.
                labels.putAll(token.labels());
                yield new Redemption.Redeemed(records.host(peer, name, labels));
            }
            case HostNames.Claim.Taken(String name) ->
                new Redemption.Refused(
                        Reason.NAME_TAKEN,
                        "another host is called '" + name + "'; join with another --name, the token is still good");
            case HostNames.Claim.Unavailable(String reason) -> apiTrouble(reason);
        };
    }

    private static boolean isReserved(String label) {
        String domain = label.contains("/") ? label.substring(0, label.indexOf('/')) : "";
        return RESERVED_DOMAINS.stream().anyMatch(it -> domain.equals(it) || domain.endsWith("." + it));
    }

    private static Redemption unknown() {
        return new Redemption.Refused(Reason.TOKEN_UNKNOWN, UNKNOWN);
    }

    private static Redemption apiTrouble(String reason) {
        log.atWarn().addKeyValue("error", reason).log("a host could not be enrolled");
        return unavailable("the provider cannot reach its cluster; try again");
    }

    private static Redemption unavailable(String message) {
        return new Redemption.Refused(Reason.UNAVAILABLE, message);
    }
}
