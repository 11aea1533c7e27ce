package io.beemesh.provider.app.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads and writes times such as {@code 30m}, {@code 8h} and {@code 7d}. */
final class TimeToLive implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

    @Override
    public Duration convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' (expected: a number and one of s, m, h, d, such as 8h)");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** The shortest form, rounded down to whole seconds; zero if the time has passed. */
    static String text(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds >= 86_400 && seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds >= 3_600) {
            return seconds / 3_600 + "h" + (seconds % 3_600 / 60 == 0 ? "" : seconds % 3_600 / 60 + "m");
        }
        return seconds >= 60 ? seconds / 60 + "m" : seconds + "s";
    }
}
