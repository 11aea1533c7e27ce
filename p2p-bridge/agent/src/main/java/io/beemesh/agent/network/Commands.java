package io.beemesh.agent.network;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the system's network tools. */
final class Commands {

    private static final int OUTPUT_BYTES_MAX = 16 << 20;
    private static final long LIMIT_SECONDS = 30;

    private Commands() {}

    /**
     * Runs one to its end and returns what it printed.
     *
     * @throws IOException it is not there, or failed; the message has what it said
     */
    static String run(String... words) throws IOException {
        return feed("", words);
    }

    /** As {@link #run}, with something to read. */
    static String feed(String input, String... words) throws IOException {
        Process process =
                new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
        try {
            try (var out = process.getOutputStream()) {
                out.write(input.getBytes(StandardCharsets.UTF_8));
            }
            byte[] said = process.getInputStream().readNBytes(OUTPUT_BYTES_MAX);
            process.getInputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(String.join(" ", words) + " did not end within " + LIMIT_SECONDS + " s");
            }
            int code = process.exitValue();
            String text = new String(said, StandardCharsets.UTF_8).strip();
            if (code != 0) {
                throw new IOException(String.join(" ", words) + " failed with " + code + ": " + text);
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(String.join(" ", words) + " was interrupted");
        } finally {
            process.destroy();
        }
    }
}
