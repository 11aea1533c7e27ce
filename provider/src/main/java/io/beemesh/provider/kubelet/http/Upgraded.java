package io.beemesh.provider.kubelet.http;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * A connection handed over. It ends when the handler returns.
 *
 * @param in what the client sends, from the first byte after its head on
 * @param out what it gets, unbuffered
 * @param line the connection beneath
 */
public record Upgraded(InputStream in, OutputStream out, Line line) {

    /** The connection beneath the streams. Safe for any thread. */
    public interface Line {

        /** Drops the connection; reads and writes that block fail. Idempotent. */
        void abort();

        /** Runs an action on a thread of its own, named after its role. */
        void start(String role, Runnable action);

        /** Runs an action on a thread of its own after a while, unless the connection is gone or it is cancelled. */
        Timer after(Duration delay, Runnable action);
    }

    /** A planned action. */
    public interface Timer {

        /** Takes the action back if it has not begun. Idempotent. */
        void cancel();
    }
}
