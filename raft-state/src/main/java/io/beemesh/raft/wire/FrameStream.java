package io.beemesh.raft.wire;

import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Frames both ways on one stream. One thread reads; any thread sends. A stream that cannot be written to is reset, so
 * that its reader learns of it.
 */
public final class FrameStream implements AutoCloseable {
    private static final int READ_BYTES = 64 << 10;

    /** How long a sender waits for a peer that reads too slowly. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Stream stream;
    private final DataInputStream in;
    private final Outbox outbox = new Outbox();
    private final Thread writer;

    /**
     * Takes a stream over.
     *
     * @param pace how fast bytes may leave
     */
    public FrameStream(Stream stream, Pace pace) {
        this.stream = stream;
        this.in = new DataInputStream(new BufferedInputStream(stream.in(), READ_BYTES));
        this.writer = Thread.ofVirtual().name("raft-writer-" + peer()).start(() -> write(pace));
    }

    /** Who the other side is, proven. */
    public PeerId peer() {
        return stream.connection().remote();
    }

    /**
     * The next frame; null at the end.
     *
     * @throws IOException if what comes is no frame, or the stream broke
     */
    public @Nullable Frame read() throws IOException {
        return Frame.read(in);
    }

    /**
     * Sends a frame when there is room for it; it has left some time after this returns.
     *
     * @throws IOException if the stream ended, or there was no room within 5 s
     */
    public void send(Frame frame) throws IOException {
        if (!writer.isAlive()) {
            throw new SocketException("the stream with " + peer() + " has ended");
        }
        outbox.put(frame, PATIENCE);
    }

    /** Sends a frame if there is room for it now; whether there was. Never blocks. */
    public boolean offer(Frame frame) {
        return writer.isAlive() && outbox.offer(frame);
    }

    private void write(Pace pace) {
        try {
            outbox.drain(stream.out(), pace);
        } catch (IOException e) {
            stream.reset(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Cuts the stream; what waits to leave is dropped. Idempotent. */
    @Override
    public void close() {
        writer.interrupt();
        stream.reset(0);
    }
}
