package io.beemesh.agent.system;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The system's own programs, run to their end. Any thread. */
public final class Programs {

    private static final int OUTPUT_BYTES_MAX = 16 << 20;
    private static final long LIMIT_SECONDS = 30;

    private Programs() {}

    /**
     * Runs one without input and returns what it printed.
     *
     * @throws IOException it is not there, failed, or did not end within 30 s; the message has what it said
     */
    public static String run(String... words) throws IOException {
        String command = String.join(" ", words);
        Process process =
                new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            byte[] said = process.getInputStream().readNBytes(OUTPUT_BYTES_MAX);
            process.getInputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(command + " did not end within " + LIMIT_SECONDS + " s");
            }
            String text = new String(said, StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new IOException(command + " failed with " + process.exitValue() + ": " + text);
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(command + " was interrupted");
        } finally {
            process.destroy();
        }
    }
}
