package io.beemesh.provider.kubelet.access;

import io.beemesh.provider.kube.Reviews;
import io.beemesh.provider.kube.Reviews.User;
import io.beemesh.provider.kubelet.http.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Knows the user of a request: by client certificate, else by bearer token. A token's user is remembered for two
 * minutes, by the token's hash; that a token is not good is not remembered.
 */
public final class Authenticator {
    private static final int USERS_MAX = 1024;
    private static final Duration USER_LIFE = Duration.ofMinutes(2);
    private static final String BEARER = "bearer ";

    private final ClientCertificates certificates;
    private final Reviews reviews;
    private final ReviewCache<String, User> users;

    /** Knows by these certificates and by reviews of tokens. */
    public Authenticator(ClientCertificates certificates, Reviews reviews, LongSupplier nanoTicker) {
        this.certificates = certificates;
        this.reviews = reviews;
        this.users = new ReviewCache<>(USERS_MAX, nanoTicker);
    }

    /**
     * The user of a request; empty if it is not known.
     *
     * @throws IOException if the API server does not say
     */
    Optional<User> user(HttpExchange exchange) throws IOException {
        Optional<User> known = certificates.user(exchange.clientChain());
        if (known.isPresent()) {
            return known;
        }
        Optional<String> token = exchange.request()
                .headers()
                .first("Authorization")
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()).strip())
                .filter(value -> !value.isEmpty());
        return token.isEmpty() ? Optional.empty() : bearer(token.get());
    }

    private Optional<User> bearer(String token) throws IOException {
        String key = hash(token);
        Optional<User> remembered = users.get(key);
        if (remembered.isPresent()) {
            return remembered;
        }
        Optional<User> user = reviews.bearer(token);
        user.ifPresent(known -> users.put(key, known, USER_LIFE));
        return user;
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
