package io.beemesh.provider.resource.token;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the provider says of a token; never its secret.
 *
 * @param observedGeneration of the spec that this is about
 * @param conditions one of type Ready
 * @param usesLeft how many more hosts may join with it; null before it is issued
 * @param expires the first instant at which it is no good, RFC 3339; empty before it is issued
 * @param usedBy names of hosts that joined with it, the first {@value #USED_BY_MAX}
 * @param secretName the Secret with the join command; empty when there is none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JoinTokenStatus(
        long observedGeneration,
        List<Condition> conditions,
        @Nullable Integer usesLeft,
        String expires,
        List<String> usedBy,
        String secretName) {
    static final int USED_BY_MAX = 100;

    /** Before anything was done. */
    static final JoinTokenStatus NONE = new JoinTokenStatus(0, List.of(), null, "", List.of(), "");

    /** Takes what the API server left out for empty. */
    public JoinTokenStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        expires = Objects.requireNonNullElse(expires, "");
        usedBy = usedBy == null ? List.of() : List.copyOf(usedBy);
        secretName = Objects.requireNonNullElse(secretName, "");
    }

    /** Whether the token was made. */
    boolean issued() {
        return !expires.isEmpty();
    }

    /** The reason of the condition Ready; empty before there is one. */
    String reason() {
        return conditions.stream()
                .filter(it -> it.getType().equals("Ready"))
                .map(Condition::getReason)
                .findFirst()
                .orElse("");
    }
}
