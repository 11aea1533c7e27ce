package io.beemesh.provider.kubelet;

import io.beemesh.provider.kubelet.http.Query;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the query of {@code /containerLogs} as the kubelet does: what cannot be decoded is a 400, what is decoded but
 * contradicts itself or is out of bounds a 422.
 */
final class LogOptions {
    private static final String UNDECODABLE = "{\"message\": \"Unable to decode query.\"}";
    private static final String INVALID = "{\"message\": \"Invalid request.\"}";

    private final Query query;
    private final Clock clock;

    private LogOptions(Query query, Clock clock) {
        this.query = query;
        this.clock = clock;
    }

    /** What a query comes to. */
    sealed interface Result {}

    /** A good one. */
    record Parsed(LogQuery query) implements Result {}

    /** A bad one, with the answer to it. */
    record Bad(int status, String message) implements Result {}

    static Result parse(Query query, Clock clock) {
        try {
            return new LogOptions(query, clock).parse();
        } catch (NumberFormatException | DateTimeParseException e) {
            return new Bad(400, UNDECODABLE);
        }
    }

    private Result parse() {
        // An older name of the parameter; "all" is the same as none.
        Optional<String> tail = text("tail").or(() -> text("tailLines")).filter(value -> !value.equals("all"));
        OptionalLong tailLines = number(tail);
        OptionalLong sinceSeconds = number(text("sinceSeconds"));
        Optional<Instant> sinceTime =
                text("sinceTime").filter(value -> !value.equals("null")).map(LogOptions::time);
        OptionalLong limitBytes = number(text("limitBytes"));
        Optional<LogQuery.LogStream> stream = stream(text("stream").orElse("All"));
        boolean both = sinceSeconds.isPresent() && sinceTime.isPresent();
        boolean tailOfOne = tailLines.isPresent() && stream.isPresent() && stream.get() != LogQuery.LogStream.ALL;
        if (both
                || tailOfOne
                || stream.isEmpty()
                || tailLines.orElse(0) < 0
                || sinceSeconds.orElse(1) < 1
                || limitBytes.orElse(1) < 1) {
            return new Bad(422, INVALID);
        }
        Optional<Instant> since = sinceSeconds.isPresent() ? ago(sinceSeconds.getAsLong()) : sinceTime;
        return new Parsed(new LogQuery(
                instance(), flag("timestamps"), new LogQuery.Range(tailLines, since, limitBytes), stream.get()));
    }

    private LogQuery.Instance instance() {
        if (flag("previous")) {
            return LogQuery.Instance.PREVIOUS; // it has ended: there is nothing to follow
        }
        return flag("follow") ? LogQuery.Instance.LATEST_FOLLOWED : LogQuery.Instance.LATEST;
    }

    private Optional<Instant> ago(long seconds) {
        Instant now = clock.instant();
        boolean beforeEpoch = seconds > now.getEpochSecond();
        return beforeEpoch ? Optional.empty() : Optional.of(now.minusSeconds(seconds));
    }

    private Optional<String> text(String name) {
        return query.first(name).filter(value -> !value.isEmpty());
    }

    /** Any value but these means yes, also none at all, as in the API's own decoding. */
    private boolean flag(String name) {
        Optional<String> value = query.first(name).map(text -> text.toLowerCase(Locale.ROOT));
        return value.isPresent() && !value.get().equals("false") && !value.get().equals("0");
    }

    private static OptionalLong number(Optional<String> text) {
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.get()));
    }

    private static Instant time(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static Optional<LogQuery.LogStream> stream(String name) {
        return switch (name) {
            case "All" -> Optional.of(LogQuery.LogStream.ALL);
            case "Stdout" -> Optional.of(LogQuery.LogStream.STDOUT);
            case "Stderr" -> Optional.of(LogQuery.LogStream.STDERR);
            default -> Optional.empty();
        };
    }
}
