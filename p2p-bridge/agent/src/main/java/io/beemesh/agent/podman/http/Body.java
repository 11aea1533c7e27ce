package io.beemesh.agent.podman.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.Objects;

/** The body of a response: of a known length, chunked, or up to the end of the connection. */
final class Body extends InputStream {

    private static final int CHUNK_LINE_BYTES_MAX = 1024;
    private static final long TO_THE_END = Long.MAX_VALUE;

    private final InputStream in;
    private final boolean chunked;
    private final Runnable whenComplete;
    private long left;
    private boolean complete;

    private Body(InputStream in, boolean chunked, long left, Runnable whenComplete) {
        this.in = in;
        this.chunked = chunked;
        this.left = left;
        this.whenComplete = whenComplete;
        if (!chunked && left == 0) {
            complete();
        }
    }

    /**
     * The body that a head announces (RFC 9112, section 6.3).
     *
     * @param whenComplete run once, when all of a body with an end of its own was read: the connection may be used
     *     again
     */
    static Body of(ResponseHead head, InputStream in, Runnable whenComplete) throws IOException {
        if (head.status() == 204 || head.status() == 304) {
            return new Body(in, false, 0, whenComplete);
        }
        if (head.says("Transfer-Encoding", "chunked")) {
            return new Body(in, true, 0, whenComplete);
        }
        long length = head.status() == 101 ? -1 : head.contentLength();
        return new Body(in, false, length < 0 ? TO_THE_END : length, whenComplete);
    }

    /** Whether it was read to an end of its own, so that its connection belongs to others now. */
    boolean isReusable() {
        return complete && left != TO_THE_END;
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
        if (chunked && left == 0 && !complete) {
            nextChunk();
        }
        if (complete) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        return read < 0 ? end() : count(read);
    }

    private int count(int read) throws IOException {
        if (left == TO_THE_END) {
            return read;
        }
        left -= read;
        if (left == 0 && chunked) {
            ResponseHead.line(in, CHUNK_LINE_BYTES_MAX);
        } else if (left == 0) {
            complete();
        }
        return read;
    }

    private int end() throws EOFException {
        if (left != TO_THE_END) {
            throw new EOFException("the connection ended " + left + " bytes before the answer did");
        }
        complete = true;
        return -1;
    }

    private void nextChunk() throws IOException {
        String line =
                ResponseHead.line(in, CHUNK_LINE_BYTES_MAX).split(";", 2)[0].trim();
        if (!line.matches("[0-9a-fA-F]{1,15}")) {
            throw new ProtocolException("a chunk has no size");
        }
        left = Long.parseLong(line, 16);
        if (left == 0) {
            skipTrailers();
            complete();
        }
    }

    private void skipTrailers() throws IOException {
        for (int count = 0; !ResponseHead.line(in, ResponseHead.LINE_BYTES_MAX).isEmpty(); count++) {
            if (count == ResponseHead.HEADERS_MAX) {
                throw new ProtocolException("too many trailers (expected: at most " + ResponseHead.HEADERS_MAX + ")");
            }
        }
    }

    private void complete() {
        complete = true;
        whenComplete.run();
    }
}
