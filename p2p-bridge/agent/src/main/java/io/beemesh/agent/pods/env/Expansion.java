package io.beemesh.agent.pods.env;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * References to variables in a text: {@code $(NAME)} is replaced, {@code $$} is a dollar sign, everything else stays.
 *
 * <p><i>Source:</i> kubernetes third_party/forked/golang/expansion/expand.go.
 */
public final class Expansion {
    private Expansion() {}

    /**
     * Expands a text once; what is put in is not looked at again.
     *
     * @param mapping the value of a name, or null to leave the reference as it is written
     */
    public static String expand(String text, Function<String, ? extends @Nullable String> mapping) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '$' || at + 1 == text.length()) {
                out.append(c);
                at++;
                continue;
            }
            at = reference(text, at, mapping, out);
        }
        return out.toString();
    }

    private static int reference(
            String text, int dollar, Function<String, ? extends @Nullable String> mapping, StringBuilder out) {
        char next = text.charAt(dollar + 1);
        if (next == '$') {
            out.append('$');
            return dollar + 2;
        }
        int close = next == '(' ? text.indexOf(')', dollar + 2) : -1;
        if (close < 0) {
            out.append('$').append(next);
            return dollar + 2;
        }
        String name = text.substring(dollar + 2, close);
        String value = mapping.apply(name);
        out.append(value != null ? value : text.substring(dollar, close + 1));
        return close + 1;
    }
}
