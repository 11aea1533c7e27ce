package io.beemesh.provider.pods.resolve;

import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.pod.ObjectReader;
import io.beemesh.provider.kube.pod.ObjectReader.Token;
import io.beemesh.provider.kube.pod.ObjectReader.TokenWish;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens of service accounts, asked for anew after 80 % of their life. Holds those of pods that are here.
 *
 * <p><i>Source:</i> kubelet, pkg/kubelet/token/token_manager.go.
 */
final class TokenCache {
    private final ObjectReader objects;
    private final Clock clock;
    private final Map<TokenWish, Held> held = new ConcurrentHashMap<>();

    TokenCache(ObjectReader objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    /** A token that is fresh enough; an old one that is still valid serves while the API server cannot be asked. */
    Optional<Token> token(TokenWish wish) throws KubeUnavailableException {
        Instant now = clock.instant();
        Held old = held.get(wish);
        if (old != null && now.isBefore(old.renewAt())) {
            return Optional.of(old.token());
        }
        try {
            Optional<Token> token = objects.token(wish);
            token.ifPresent(fresh -> held.put(wish, new Held(fresh, renewal(now, wish, fresh))));
            return token;
        } catch (KubeUnavailableException unavailable) {
            if (old != null && now.isBefore(old.token().expires())) {
                return Optional.of(old.token());
            }
            throw unavailable;
        }
    }

    /** A pod is no more. */
    void forget(String uid) {
        held.keySet().removeIf(wish -> wish.pod().uid().equals(uid));
    }

    /** Its end is by the API server's clock: by ours, which may be behind, it lives no longer than was asked for. */
    private static Instant renewal(Instant now, TokenWish wish, Token fresh) {
        Duration left = Duration.between(now, fresh.expires());
        Duration asked = Duration.ofSeconds(wish.lifeSeconds());
        Duration life = left.compareTo(asked) < 0 ? left : asked;
        return now.plus(life.multipliedBy(4).dividedBy(5));
    }

    private record Held(Token token, Instant renewAt) {}
}
