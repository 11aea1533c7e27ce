package io.beemesh.agent.streams;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A line of a container's log as conmon and the CRI write it: {@code time stream P|F text}.
 *
 * @param time as it is printed: RFC 3339 with nanoseconds
 * @param error whether it is of the error output
 * @param partial whether the container's line goes on in the next one
 * @param text without its end of line
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
record LogLine(String time, boolean error, boolean partial, byte[] text) {

    private static final String UTC_OFFSET = "+00:00";

    /** The line in these bytes; null if it is none, which can only be one that conmon is about to write. */
    static @Nullable LogLine parse(byte[] line) {
        int afterTime = indexOfSpace(line, 0);
        int afterStream = afterTime < 0 ? -1 : indexOfSpace(line, afterTime + 1);
        int afterTag = afterStream < 0 ? -1 : indexOfSpace(line, afterStream + 1);
        if (afterTag < 0) {
            return null;
        }
        String time = new String(line, 0, afterTime, StandardCharsets.US_ASCII);
        String stream = new String(line, afterTime + 1, afterStream - afterTime - 1, StandardCharsets.US_ASCII);
        boolean partial = line[afterStream + 1] == 'P';
        return new LogLine(
                time.endsWith(UTC_OFFSET) ? time.substring(0, time.length() - UTC_OFFSET.length()) + "Z" : time,
                stream.equals("stderr"),
                partial,
                Arrays.copyOfRange(line, afterTag + 1, line.length));
    }

    private static int indexOfSpace(byte[] line, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] == ' ') {
                return i;
            }
        }
        return -1;
    }

    boolean isBefore(Instant instant) {
        try {
            return OffsetDateTime.parse(time).toInstant().isBefore(instant);
        } catch (DateTimeException e) {
            // A line without a time is better shown than lost.
            return false;
        }
    }
}
