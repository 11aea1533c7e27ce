package io.beemesh.provider.kubelet.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the head of a request (RFC 9112 sections 2 to 5): at most 64 KiB and 128 fields, no folded lines. */
public final class HeadReader {
    /** The longest head, in bytes. */
    public static final int HEAD_BYTES_MAX = 64 * 1024;

    private static final int FIELDS_MAX = 128;

    private final InputStream in;
    private int budget;

    /** Reads from a stream that should be buffered: it is read byte by byte, and never past the head. */
    public HeadReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the next head.
     *
     * @return empty if the stream ended before its first byte
     * @throws MalformedRequestException if it is not a head as we take it
     */
    public Optional<RequestHead> read() throws IOException {
        budget = HEAD_BYTES_MAX;
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        String[] request = line(first).split(" ", -1);
        if (request.length != 3 || !isToken(request[0])) {
            throw new MalformedRequestException(400, "request line: expected a method, a target and a version");
        }
        if (!request[2].equals("HTTP/1.1") && !request[2].equals("HTTP/1.0")) {
            throw new MalformedRequestException(505, "request line: expected HTTP/1.1");
        }
        String target = request[1];
        int mark = target.indexOf('?');
        List<String> segments = RequestHead.segments(mark < 0 ? target : target.substring(0, mark));
        Query query = mark < 0 ? Query.NONE : Query.parse(target.substring(mark + 1));
        Headers headers = headers();
        // The older version closes after one answer unless told otherwise; we do not keep it at all.
        Headers effective = request[2].equals("HTTP/1.0") ? headers.with("Connection", "close") : headers;
        return Optional.of(new RequestHead(request[0], segments, query, effective));
    }

    private Headers headers() throws IOException {
        List<Headers.Field> fields = new ArrayList<>();
        for (String line = line(in.read()); !line.isEmpty(); line = line(in.read())) {
            if (fields.size() == FIELDS_MAX) {
                throw new MalformedRequestException(431, "header: more than " + FIELDS_MAX + " fields");
            }
            fields.add(field(line));
        }
        return new Headers(fields);
    }

    private static Headers.Field field(String line) throws MalformedRequestException {
        int colon = line.indexOf(':');
        if (colon < 1 || !isToken(line.substring(0, colon))) {
            throw new MalformedRequestException(400, "header: expected a name, a colon and a value");
        }
        return new Headers.Field(
                line.substring(0, colon), line.substring(colon + 1).strip());
    }

    /** A line without its end; a lone line feed ends it too (RFC 9112 section 2.2). */
    private String line(int first) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = first; b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended within a request's head");
            }
            if (--budget < 0) {
                throw new MalformedRequestException(431, "head: longer than " + HEAD_BYTES_MAX + " bytes");
            }
            line.append((char) b);
        }
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\r') {
            line.setLength(end - 1);
        }
        return checked(line.toString());
    }

    private static String checked(String line) throws MalformedRequestException {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw new MalformedRequestException(400, "head: control character");
            }
        }
        return line;
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(HeadReader::isTokenCharacter);
    }

    private static boolean isTokenCharacter(int c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }
}
