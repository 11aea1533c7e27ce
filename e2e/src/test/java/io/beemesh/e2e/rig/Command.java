package io.beemesh.e2e.rig;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program to run, with its words and what is added to its environment.
 *
 * @param words the program and its arguments
 * @param environment added to that of this process
 */
public record Command(List<String> words, Map<String, String> environment) {
    /** Exit code that stands for a program that was ended because its time was over. */
    public static final int TIMED_OUT = 124;

    /**
     * What became of a program.
     *
     * @param exitCode its exit code, or {@link #TIMED_OUT}
     * @param output what it wrote to standard output
     * @param errors what it wrote to standard error
     */
    public record Outcome(int exitCode, String output, String errors) {
        /** Whether it ended with exit code 0. */
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** Runs the program without input and waits for it, at most for the limit. */
    public Outcome attempt(Duration limit) {
        return attempt(limit, "");
    }

    /** Runs the program with some input and waits for it, at most for the limit. */
    public Outcome attempt(Duration limit, String input) {
        try {
            Path folder = Files.createTempDirectory("beemesh-command");
            try {
                return runIn(folder, limit, input);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + this, e);
        }
    }

    /** Runs the program and returns its standard output; fails the test when its exit code is not 0. */
    public String run(Duration limit) {
        return outputOf(attempt(limit));
    }

    /** Runs the program with some input and returns its standard output; fails the test when its exit code is not 0. */
    public String run(Duration limit, String input) {
        return outputOf(attempt(limit, input));
    }

    private String outputOf(Outcome outcome) {
        if (!outcome.succeeded()) {
            throw new AssertionError("%s%nexit code: %d%n%s%n%s"
                    .formatted(this, outcome.exitCode(), outcome.output(), outcome.errors()));
        }
        return outcome.output();
    }

    private Outcome runIn(Path folder, Duration limit, String input) throws IOException {
        File output = folder.resolve("output").toFile();
        File errors = folder.resolve("errors").toFile();
        Path given = Files.writeString(folder.resolve("input"), input);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(given.toFile())
                .redirectOutput(output)
                .redirectError(errors);
        builder.environment().putAll(environment);
        int exitCode = await(builder.start(), limit);
        return new Outcome(exitCode, Files.readString(output.toPath()), Files.readString(errors.toPath()));
    }

    private static int await(Process process, Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return TIMED_OUT;
    }

    private static void delete(Path folder) throws IOException {
        for (String name : List.of("input", "output", "errors")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
    }

    @Override
    public String toString() {
        return "$ " + String.join(" ", words);
    }
}
