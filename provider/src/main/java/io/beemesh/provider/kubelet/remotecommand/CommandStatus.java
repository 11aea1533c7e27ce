package io.beemesh.provider.kubelet.remotecommand;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How a command ended, as the error stream tells it: {@code metav1.Status} in JSON from protocol version 4 on, a text
 * before (nothing if all went well).
 */
sealed interface CommandStatus {

    /**
     * The command ran to its end.
     *
     * @param code its exit code
     */
    record Exit(int code) implements CommandStatus {}

    /**
     * It could not be run, or how it ended is not known.
     *
     * @param message why
     */
    record Failure(String message) implements CommandStatus {
        private String reason() {
            return "error executing command in container: " + message;
        }
    }

    /** The bytes for the error stream; may be empty. */
    default ByteBuffer encoded(boolean json) {
        String text = json ? json() : text();
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private String json() {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.putObject("metadata");
        switch (this) {
            case Exit(int code) when code == 0 -> status.put("status", "Success");
            case Exit(int code) -> {
                status.put("status", "Failure").put("message", text()).put("reason", "NonZeroExitCode");
                ObjectNode cause =
                        status.putObject("details").putArray("causes").addObject();
                cause.put("reason", "ExitCode").put("message", Integer.toString(code));
            }
            case Failure failure -> {
                status.put("status", "Failure").put("message", text()).put("reason", "InternalError");
                ObjectNode cause =
                        status.putObject("details").putArray("causes").addObject();
                cause.put("message", failure.reason());
                status.put("code", 500);
            }
        }
        return status.toString();
    }

    private String text() {
        return switch (this) {
            case Exit(int code) when code == 0 -> "";
            case Exit(int code) -> "command terminated with non-zero exit code: exit status " + code;
            case Failure failure -> "Internal error occurred: " + failure.reason();
        };
    }
}
