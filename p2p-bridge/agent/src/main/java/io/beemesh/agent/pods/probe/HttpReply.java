package io.beemesh.agent.pods.probe;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The answer to an HTTP/1.1 request, as far as a probe minds it.
 *
 * @param location where it sends to
 * @param body its beginning; empty if it comes in chunks
 */
record HttpReply(int status, Optional<String> location, String body) {
    private static final int LINE_CHARS_MAX = 8 * 1024;
    private static final int HEADERS_MAX = 100;
    private static final int BODY_BYTES_MAX = 10 * 1024;

    /** Reads one; empty if what comes is no HTTP. */
    static Optional<HttpReply> read(InputStream socket) throws IOException {
        InputStream in = new BufferedInputStream(socket);
        String[] first = line(in).split(" ", 3);
        if (first.length < 2 || !first[0].startsWith("HTTP/") || !first[1].matches("[1-5][0-9][0-9]")) {
            return Optional.empty();
        }
        int status = Integer.parseInt(first[1]);
        Optional<String> location = Optional.empty();
        int length = BODY_BYTES_MAX;
        for (int i = 0; i < HEADERS_MAX; i++) {
            String header = line(in);
            if (header.isEmpty()) {
                break;
            }
            Optional<String> found = value(header, "location");
            location = found.isPresent() ? found : location;
            length = Math.min(length, length(header).orElse(BODY_BYTES_MAX));
        }
        return Optional.of(new HttpReply(status, location, body(in, status, length)));
    }

    /** Only of an answer that sends elsewhere does anybody want to know it. */
    private static String body(InputStream in, int status, int length) throws IOException {
        return status < 300 || status >= 400 ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static OptionalInt length(String header) {
        if (value(header, "transfer-encoding").isPresent()) {
            return OptionalInt.of(0);
        }
        return value(header, "content-length")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElseGet(OptionalInt::empty);
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
