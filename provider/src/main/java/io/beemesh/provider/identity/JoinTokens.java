package io.beemesh.provider.identity;

import io.beemesh.mesh.enrol.Token;
import io.beemesh.mesh.enrol.TokenHash;
import io.beemesh.mesh.membership.Labels;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.secret.SecretStore;
import io.beemesh.provider.kube.secret.StoredSecret;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes, lists and deletes join tokens; each is a Secret that holds the hash of what the host shows. */
public final class JoinTokens {
    /** The most hosts that one token lets in: their ids are kept with it. */
    public static final int USES_MAX = 10_000;

    /** The label that the Secrets of all tokens have. */
    public static final String LABEL = TokenSecrets.KIND;

    private static final String ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int ID_LENGTH = 8;
    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofDays(1);

    private final SecretStore secrets;
    private final Clock clock;
    private final SecureRandom random;

    /** Keeps tokens in this store. */
    public JoinTokens(SecretStore secrets, Clock clock, SecureRandom random) {
        this.secrets = secrets;
        this.clock = clock;
        this.random = random;
    }

    /**
     * What a token is to be good for.
     *
     * @param uses how many hosts may join with it
     * @param validFor from now on
     * @param labels that each of these hosts gets
     */
    public record Wish(int uses, Duration validFor, Map<String, String> labels) {
        /** Refuses a token that nobody could use, or that is none. */
        public Wish {
            if (uses < 1 || uses > USES_MAX) {
                throw new IllegalArgumentException("uses: " + uses + " (expected: 1 to " + USES_MAX + ")");
            }
            if (validFor.isZero() || validFor.isNegative() || validFor.compareTo(Duration.ofDays(366)) > 0) {
                throw new IllegalArgumentException(
                        "time to live: " + validFor + " (expected: more than zero, at most 366 days)");
            }
            Optional<String> fault = Labels.fault(labels);
            if (fault.isPresent()) {
                throw new IllegalArgumentException(fault.get());
            }
            labels = Map.copyOf(labels);
        }
    }

    /**
     * Makes a token. What it returns holds the secret, which is kept nowhere else.
     *
     * @param authority whom the host will believe
     */
    public Token make(Wish wish, Token.AuthorityHash authority) throws IdentityException {
        dropLongExpired();
        Token token = draft(id(), authority);
        return switch (secrets.create(TokenSecrets.write(kept(token, wish)))) {
            case Answer.Done<StoredSecret>(StoredSecret made) -> token;
            case Answer.Conflict<StoredSecret>() -> throw new IdentityException("a token of that id exists; try again");
            case Answer.Missing<StoredSecret>() -> throw new IdentityException("the token's namespace is missing");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) ->
                throw new IdentityException("the token cannot be kept: " + reason);
        };
    }

    /** A new token that is good for nothing before it is {@linkplain #keep kept}. */
    Token draft(String id, Token.AuthorityHash authority) {
        return Token.generate(id, authority, random);
    }

    /**
     * Makes a draft good from now on, for somebody with whom it goes. One that is kept already stays as it is.
     *
     * @return what is kept of it
     */
    KeptToken keep(Token token, Wish wish, StoredSecret.Owner owner) throws IdentityException {
        dropLongExpired();
        KeptToken kept = kept(token, wish);
        return switch (secrets.create(TokenSecrets.write(kept).ownedBy(owner))) {
            case Answer.Done<StoredSecret>(StoredSecret made) -> kept;
            case Answer.Conflict<StoredSecret>() ->
                find(token.id())
                        .filter(held -> held.matches(token.secret()))
                        .orElseThrow(() -> new IdentityException(
                                "Secret '" + TokenSecrets.name(token.id()) + "' is another token's; delete it"));
            case Answer.Missing<StoredSecret>() -> throw new IdentityException("the token's namespace is missing");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) ->
                throw new IdentityException("the token cannot be kept: " + reason);
        };
    }

    /** What is kept of a token; empty if there is none of that id. */
    public Optional<KeptToken> find(String id) throws IdentityException {
        return switch (secrets.read(TokenSecrets.name(id))) {
            case Answer.Done<StoredSecret>(StoredSecret held) -> TokenSecrets.read(held);
            case Answer.Missing<StoredSecret>() -> Optional.empty();
            case Answer.Conflict<StoredSecret>() -> throw new IdentityException("token " + id + " cannot be read");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) ->
                throw new IdentityException("token " + id + " cannot be read: " + reason);
        };
    }

    private KeptToken kept(Token token, Wish wish) {
        Instant expires = clock.instant().plus(wish.validFor());
        return new KeptToken(token.id(), TokenHash.of(token.secret()), wish.uses(), expires, wish.labels(), List.of());
    }

    /** All tokens, the next to expire first. */
    public List<KeptToken> list() throws IdentityException {
        return switch (secrets.withLabel(TokenSecrets.KIND)) {
            case Answer.Done<List<StoredSecret>>(List<StoredSecret> all) ->
                all.stream()
                        .flatMap(secret -> TokenSecrets.read(secret).stream())
                        .sorted(Comparator.comparing(KeptToken::expires))
                        .toList();
            case Answer.Missing<List<StoredSecret>>() -> List.of();
            case Answer.Conflict<List<StoredSecret>>() -> throw new IdentityException("tokens cannot be listed");
            case Answer.Failed<List<StoredSecret>>(String reason, boolean retryable) ->
                throw new IdentityException("tokens cannot be listed: " + reason);
        };
    }

    /** Deletes a token; hosts that joined with it stay. False if there is none of that id. */
    public boolean delete(String id) throws IdentityException {
        return switch (secrets.delete(TokenSecrets.name(id))) {
            case Answer.Done<String>(String name) -> true;
            case Answer.Missing<String>() -> false;
            case Answer.Conflict<String>() ->
                throw new IdentityException("token " + id + " was just changed; try again");
            case Answer.Failed<String>(String reason, boolean retryable) ->
                throw new IdentityException("token " + id + " cannot be deleted: " + reason);
        };
    }

    private void dropLongExpired() throws IdentityException {
        Instant before = clock.instant().minus(KEPT_AFTER_EXPIRY);
        for (KeptToken token : list()) {
            if (token.expires().isBefore(before)) {
                delete(token.id());
            }
        }
    }

    private String id() {
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        return id.toString();
    }
}
