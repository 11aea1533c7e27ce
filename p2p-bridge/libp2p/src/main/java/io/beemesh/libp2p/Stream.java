package io.beemesh.libp2p;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * One of many independent two-way byte streams of a connection.
 *
 * <p>One thread may read while another writes. Reads block until bytes, the end or a reset; writes block while the
 * peer's window is shut, so that a slow reader slows its writer down and nothing piles up in between.
 */
public interface Stream extends AutoCloseable {
    /** The connection it belongs to. */
    Connection connection();

    /** What is spoken on it. */
    Protocol protocol();

    /** Bytes from the peer; the peer gets credit for more as they are read, not as they arrive. */
    InputStream in();

    /** Bytes to the peer; unbuffered. Closing it is {@link #closeWrite()}. */
    OutputStream out();

    /**
     * Bounds how long one read or write may block; zero means for ever, which is the default.
     *
     * <p>A call that takes longer fails with {@link java.net.SocketTimeoutException}.
     */
    void deadline(Duration perCall);

    /**
     * Bounds what the peer may have sent and nobody read, below the host's own bound; for streams that are many.
     *
     * @param bytes at least {@link Limits#WINDOW_MIN}
     */
    void window(int bytes);

    /** Tells the peer that no more bytes follow; reading goes on. Idempotent. */
    void closeWrite() throws IOException;

    /**
     * Ends both directions at once; what was not read is dropped. Idempotent.
     *
     * @param code told to peers that understand it; 0 for none
     */
    void reset(int code);

    /** Closes the write side and stops reading: what the peer still sends is dropped. Idempotent. */
    @Override
    void close();
}
