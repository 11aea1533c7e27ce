package io.beemesh.provider.resource.token;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how long a token is to be good for: as Go writes durations, with days besides, or as ISO 8601 does. */
final class TokenTtl {
    private static final Pattern PARTS = Pattern.compile("([0-9]{1,6})([dhms])");
    private static final Pattern WHOLE = Pattern.compile("(?:[0-9]{1,6}[dhms]){1,4}");

    private TokenTtl() {}

    /**
     * Reads for example {@code 24h}, {@code 1h30m}, {@code 7d} and {@code PT24H}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Duration parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return iso(text);
        }
        Duration sum = Duration.ZERO;
        Matcher part = PARTS.matcher(text);
        while (part.find()) {
            sum = sum.plus(Duration.ofSeconds(Long.parseLong(part.group(1)) * seconds(part.group(2))));
        }
        return sum;
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "ttl: '" + text + "' (expected: numbers with d, h, m or s, such as 24h or 1h30m, or ISO 8601)", e);
        }
    }

    private static long seconds(String unit) {
        return switch (unit) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 86_400;
        };
    }
}
