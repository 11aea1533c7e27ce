package io.beemesh.provider.resource;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What a condition of a custom resource says.
 *
 * @param type such as {@code Ready}
 * @param truth whether it holds
 * @param reason CamelCase, for programs
 * @param message a sentence, for people
 */
public record ConditionFact(String type, Truth truth, String reason, String message) {
    /** Kubernetes' three values of a condition. */
    public enum Truth {
        /** It holds. */
        TRUE("True"),
        /** It does not. */
        FALSE("False"),
        /** Nobody knows. */
        UNKNOWN("Unknown");

        private final String text;

        Truth(String text) {
            this.text = text;
        }
    }

    /** The condition; its time is that of the last change from true to false or back. */
    public Condition since(List<Condition> before, Instant now) {
        String since = before.stream()
                .filter(it -> it.getType().equals(type) && truth.text.equals(it.getStatus()))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new ConditionBuilder()
                .withType(type)
                .withStatus(truth.text)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since)
                .build();
    }
}
