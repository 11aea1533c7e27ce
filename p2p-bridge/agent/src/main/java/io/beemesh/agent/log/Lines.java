package io.beemesh.agent.log;

import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/** Writes lines, each whole. Any thread. */
final class Lines {
    private final PrintStream out;
    private final Clock clock;

    Lines(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /** One event; a cause's stack follows on lines of its own. */
    record Event(
            Level level,
            String logger,
            String message,
            List<KeyValuePair> facts,
            @Nullable Throwable cause) {}

    void write(Event event) {
        StringBuilder line = new StringBuilder(160);
        line.append("time=").append(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        line.append(" level=").append(event.level());
        String name = event.logger().substring(event.logger().lastIndexOf('.') + 1);
        line.append(" logger=").append(name);
        line.append(" msg=").append(quoted(event.message()));
        for (KeyValuePair fact : event.facts()) {
            line.append(' ').append(fact.key).append('=').append(quoted(String.valueOf(fact.value)));
        }
        if (event.cause() == null) {
            out.println(line);
            return;
        }
        line.append(" error=").append(quoted(event.cause().toString()));
        for (StackTraceElement frame : event.cause().getStackTrace()) {
            line.append("\n    at ").append(frame);
        }
        out.println(line);
    }

    static String quoted(String text) {
        boolean plain = !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != '"' && c != '=' && c < 0x7f);
        if (plain) {
            return text;
        }
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                default -> quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
