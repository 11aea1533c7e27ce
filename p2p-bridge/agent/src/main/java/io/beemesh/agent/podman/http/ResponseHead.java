package io.beemesh.agent.podman.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The status and headers of a response (RFC 9112, sections 4 and 5). More than {@link #HEADERS_MAX} headers or a line
 * over {@link #LINE_BYTES_MAX} is refused.
 *
 * @param status such as 200
 * @param headers by name, whose case does not count
 */
record ResponseHead(int status, Map<String, List<String>> headers) {

    static final int LINE_BYTES_MAX = 16 * 1024;
    static final int HEADERS_MAX = 128;

    /** Reads up to the empty line; responses of 1xx other than 101 are passed over. */
    static ResponseHead read(InputStream in) throws IOException {
        ResponseHead head = readOne(in);
        for (int passed = 0; head.status >= 100 && head.status < 200 && head.status != 101; passed++) {
            if (passed == HEADERS_MAX) {
                throw new ProtocolException("too many interim responses (expected: at most " + HEADERS_MAX + ")");
            }
            head = readOne(in);
        }
        return head;
    }

    private static ResponseHead readOne(InputStream in) throws IOException {
        int status = status(line(in, LINE_BYTES_MAX));
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int count = 0;
        for (String line = line(in, LINE_BYTES_MAX); !line.isEmpty(); line = line(in, LINE_BYTES_MAX)) {
            int colon = line.indexOf(':');
            if (colon < 1 || ++count > HEADERS_MAX) {
                throw new ProtocolException("header number " + count + " has no name or is one too many (expected: at"
                        + " most " + HEADERS_MAX + " of the form name: value)");
            }
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>(1))
                    .add(line.substring(colon + 1).trim());
        }
        return new ResponseHead(status, headers);
    }

    private static int status(String line) throws ProtocolException {
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new ProtocolException("the answer does not begin with an HTTP/1.1 status line");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /** The first value of a header, or null. */
    @Nullable
    String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.getFirst();
    }

    /** Whether a header says this word. */
    boolean says(String name, String word) {
        String value = header(name);
        return value != null && value.toLowerCase(Locale.ROOT).contains(word);
    }

    /** The bytes of the body, or -1 if it is not said. */
    long contentLength() throws ProtocolException {
        String value = header("Content-Length");
        if (value == null) {
            return -1;
        }
        if (!value.matches("[0-9]{1,18}")) {
            throw new ProtocolException("Content-Length is not a number");
        }
        return Long.parseLong(value);
    }

    /** A line without its end; CR LF and LF both end one. */
    static String line(InputStream in, int bytesMax) throws IOException {
        byte[] line = new byte[128];
        int length = 0;
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended in the head of an answer");
            }
            if (length == bytesMax) {
                throw new ProtocolException("a line of the answer is over " + bytesMax + " bytes");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, Math.min(2 * length, bytesMax));
            }
            line[length++] = (byte) c;
        }
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }
}
