package io.beemesh.agent.podman.runc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What runc logs of one command, a JSON object a line. It is written before runc says the same on its error output.
 *
 * @param file runc makes it; empty if all went well
 */
record RuncLog(Path file) {
    private static final int BYTES_MAX = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Why the command could not be run; empty if it could. */
    Optional<String> error() {
        try {
            if (!Files.exists(file) || Files.size(file) > BYTES_MAX) {
                return Optional.empty();
            }
            for (String line : Files.readAllLines(file)) {
                JsonNode entry = JSON.readTree(line);
                if (entry.path("level").asText().equals("error")) {
                    return Optional.of(entry.path("msg").asText());
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // half a line, or none any more: then the exit code says it
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The folder is emptied when the next agent starts.
        }
    }
}
