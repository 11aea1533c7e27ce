package io.beemesh.provider.resource.token;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.beemesh.provider.identity.JoinTokens;
import io.beemesh.provider.pool.Pool;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a person asks of a token; never changes.
 *
 * @param uses how many hosts may join with it
 * @param ttl how long it is good for, such as {@code 24h}
 * @param labels of the hosts that join with it
 * @param pool the MeshPool that these hosts are for; empty for none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JoinTokenSpec(int uses, String ttl, Map<String, String> labels, String pool) {
    /** Takes what was left out for empty; the API server has filled in the defaults. */
    public JoinTokenSpec {
        ttl = Objects.requireNonNullElse(ttl, "");
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        pool = Objects.requireNonNullElse(pool, "");
    }

    /**
     * What the token is to be good for.
     *
     * @throws IllegalArgumentException if it cannot be; the message says what was found and what was expected
     */
    JoinTokens.Wish wish() {
        Map<String, String> all = new HashMap<>(labels);
        if (!pool.isEmpty()) {
            all.put(Pool.LABEL, pool);
        }
        return new JoinTokens.Wish(uses, TokenTtl.parse(ttl), all);
    }
}
