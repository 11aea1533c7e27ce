package io.beemesh.agent.rotation.testing;

import io.beemesh.agent.rotation.LogFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes numbered lines to a log, and begins a new file as conmon does: by another one of the same name. */
public final class Writer {
    private final Path log;
    private int line;

    /** Begins the log. */
    public Writer(Path folder) throws IOException {
        log = Files.createFile(folder.resolve("ctr.log"));
    }

    /** Its files. */
    public LogFiles files() {
        return new LogFiles(log);
    }

    /** Writes so many lines. */
    public void write(int lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("2026-07-01T10:00:00.000000000+00:00 stdout F ")
                    .append(++line)
                    .append('\n');
        }
        try {
            Files.writeString(log, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins a new file. */
    public void replace() throws IOException {
        Path fresh = Files.createFile(log.resolveSibling("ctr.log.tmp"));
        Files.move(fresh, log, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Writes so many lines, begins a new file, and has the old one kept. */
    public void fill(int lines) throws IOException {
        write(lines);
        replace();
        files().keep();
        files().compress();
    }
}
