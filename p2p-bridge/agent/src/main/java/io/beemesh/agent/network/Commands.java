package io.beemesh.agent.network;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the system's network tools. */
final class Commands {

    private static final int OUTPUT_BYTES_MAX = 1 << 20;

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
            int code = process.waitFor();
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
