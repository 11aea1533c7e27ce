package io.beemesh.agent.streams;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

/**
 * A container's log as {@code kubectl logs} shows it. Read by one thread; {@link #close} from any thread ends a read
 * that blocks. Holds at most one line: a reader that does not read costs nobody else anything.
 */
final class LogStream extends InputStream {

    private static final int PIECE_BYTES = 16 * 1024;

    private final LogFile file;
    private final LogQuery query;
    private final Wakeup wakeup;
    private final Runnable onClose;
    private byte[] ready = new byte[0];
    private int readyFrom;
    private long left;
    private boolean lineBegins = true;

    /**
     * A log.
     *
     * @param wakeup told when there is more, and when the container has ended
     * @param onClose run once or more when it is closed
     */
    LogStream(LogFile file, LogQuery query, Wakeup wakeup, Runnable onClose) throws IOException {
        this.file = file;
        this.query = query;
        this.wakeup = wakeup;
        this.onClose = onClose;
        this.left = query.limitBytes() < 0 ? Long.MAX_VALUE : query.limitBytes();
        if (query.tailLines() >= 0) {
            file.seekTail(query.tailLines());
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        if (left == 0 || (readyFrom == ready.length && !prepare())) {
            return -1;
        }
        int count = (int) Math.min(Math.min(length, ready.length - readyFrom), left);
        System.arraycopy(ready, readyFrom, buffer, offset, count);
        readyFrom += count;
        left -= count;
        return count;
    }

    /** Makes bytes ready, waiting for them if the log is followed; false if there will be none. */
    private boolean prepare() throws IOException {
        while (!wakeup.isClosed()) {
            // Asked before reading: what comes after the end was there before we looked.
            boolean ended = wakeup.isEnded();
            ready = gather();
            readyFrom = 0;
            if (ready.length > 0) {
                return true;
            }
            if (!query.follow() || ended) {
                return false;
            }
            try {
                wakeup.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the log's reader was interrupted");
            }
        }
        return false;
    }

    private byte[] gather() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < PIECE_BYTES) {
            byte[] bytes = file.next();
            if (bytes == null) {
                break;
            }
            LogLine line = LogLine.parse(bytes);
            if (line != null && isWanted(line)) {
                print(line, out);
            }
        }
        return out.toByteArray();
    }

    private boolean isWanted(LogLine line) {
        Instant since = query.since();
        return query.streams().has(line.error()) && (since == null || !line.isBefore(since));
    }

    private void print(LogLine line, ByteArrayOutputStream out) {
        if (query.timestamps() && lineBegins) {
            out.writeBytes((line.time() + " ").getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(line.text());
        if (!line.partial()) {
            out.write('\n');
        }
        lineBegins = !line.partial();
    }

    @Override
    public void close() throws IOException {
        wakeup.close();
        onClose.run();
        file.close();
    }
}
