package io.beemesh.agent.log;

import java.io.Serial;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** One named logger. Any thread. */
final class KeyValueLogger extends LegacyAbstractLogger implements LoggingEventAware {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Level level;
    private final transient Lines lines;

    KeyValueLogger(String name, Level level, Lines lines) {
        this.name = name;
        this.level = level;
        this.lines = lines;
    }

    @Override
    public void log(LoggingEvent event) {
        List<KeyValuePair> facts = Optional.ofNullable(event.getKeyValuePairs()).orElse(List.of());
        String message = MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray());
        lines.write(new Lines.Event(event.getLevel(), name, String.valueOf(message), facts, event.getThrowable()));
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level at,
            @Nullable Marker marker,
            String message,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable cause) {
        String text = String.valueOf(MessageFormatter.basicArrayFormat(message, arguments));
        lines.write(new Lines.Event(at, name, text, List.of(), cause));
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    private boolean enabled(Level at) {
        return at.toInt() >= level.toInt();
    }

    @Override
    public boolean isTraceEnabled() {
        return enabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return enabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return enabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return enabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return enabled(Level.ERROR);
    }
}
