package io.beemesh.provider.app;

import io.beemesh.provider.kube.client.FencedException;
import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps from the log what libraries say, with a stack trace each, of writes that the fence refused: the election has
 * said in one line that this provider leads no more, or that its lease is too old.
 */
@LoggingFilter(name = "fenced-writes")
public final class FencedWrites implements Filter {
    private static final int CAUSES_MAX = 10;

    @Override
    public boolean isLoggable(LogRecord record) {
        Throwable thrown = record.getThrown();
        for (int depth = 0; thrown != null && depth < CAUSES_MAX; depth++) {
            if (thrown instanceof FencedException) {
                return false;
            }
            thrown = thrown.getCause();
        }
        return true;
    }
}
