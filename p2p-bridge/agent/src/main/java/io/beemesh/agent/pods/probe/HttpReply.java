package io.beemesh.agent.pods.probe;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** The answer to an HTTP/1.1 request, as far as a probe minds it: its head, and its body which is still to be read. */
final class HttpReply {
    private static final int LINE_CHARS_MAX = 8 * 1024;
    private static final int SHOWN_CHARS_MAX = 256;
    private static final int HEADERS_MAX = 100;
    private static final int BODY_BYTES_MAX = 10 * 1024;

    private final InputStream in;
    private final int status;
    private Optional<String> location = Optional.empty();
    private OptionalInt length = OptionalInt.empty();
    private boolean chunked;

    private HttpReply(InputStream in, int status) {
        this.in = in;
        this.status = status;
    }

    /**
     * Reads a head.
     *
     * @throws IOException in Go's words if what comes is no HTTP
     */
    static HttpReply read(InputStream socket) throws IOException {
        InputStream in = new BufferedInputStream(socket);
        String line = line(in);
        String[] first = line.split(" ", 3);
        if (line.isEmpty()) {
            throw new EOFException("EOF");
        }
        if (first.length < 2 || !first[0].startsWith("HTTP/") || !first[1].matches("[1-5][0-9][0-9]")) {
            throw new IOException("net/http: HTTP/1.x transport connection broken: malformed HTTP response \""
                    + line.substring(0, Math.min(line.length(), SHOWN_CHARS_MAX)) + "\"");
        }
        HttpReply reply = new HttpReply(in, Integer.parseInt(first[1]));
        for (int i = 0; i < HEADERS_MAX; i++) {
            String header = line(in);
            if (header.isEmpty()) {
                break;
            }
            reply.take(header);
        }
        return reply;
    }

    private void take(String header) {
        location = location.or(() -> value(header, "location"));
        chunked |= value(header, "transfer-encoding").isPresent();
        Optional<String> told = value(header, "content-length").filter(text -> text.matches("[0-9]{1,9}"));
        if (told.isPresent()) {
            length = OptionalInt.of(Integer.parseInt(told.get()));
        }
    }

    int status() {
        return status;
    }

    /** Where it sends to. */
    Optional<String> location() {
        return location;
    }

    /**
     * The beginning of the body; empty if it comes in chunks. Once.
     *
     * @throws EOFException it is shorter than was said
     */
    String body() throws IOException {
        if (chunked) {
            return "";
        }
        int wanted = Math.min(length.orElse(BODY_BYTES_MAX), BODY_BYTES_MAX);
        byte[] bytes = in.readNBytes(wanted);
        if (length.isPresent() && bytes.length < wanted) {
            throw new EOFException("unexpected EOF");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Optional<String> value(String header, String name) {
        return header.toLowerCase(Locale.ROOT).startsWith(name + ":")
                ? Optional.of(header.substring(name.length() + 1).strip())
                : Optional.empty();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && line.length() < LINE_CHARS_MAX; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
