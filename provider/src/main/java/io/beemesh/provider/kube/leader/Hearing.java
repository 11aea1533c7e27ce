package io.beemesh.provider.kube.leader;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one provider tells the others of the hosts it hears.
 *
 * @param hosts how many are attached to it; for people
 * @param deaf whether it has heard none of them for longer than they are silent between two calls
 * @param answers how often it has told one that was deaf that it hears hosts itself, since it started
 */
public record Hearing(long hosts, boolean deaf, long answers) {
    private static final Pattern TEXT = Pattern.compile("hosts=(\\d{1,9}) deaf=(true|false) answers=(\\d{1,18})");

    /** As it stands on the board, for example {@code hosts=3 deaf=false answers=0}. */
    public String text() {
        return "hosts=" + hosts + " deaf=" + deaf + " answers=" + answers;
    }

    /** Reads such a text; empty if it is none. */
    public static Optional<Hearing> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new Hearing(
                        Long.parseLong(parts.group(1)),
                        Boolean.parseBoolean(parts.group(2)),
                        Long.parseLong(parts.group(3))))
                : Optional.empty();
    }
}
