package io.beemesh.libp2p.perf;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.Stream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Sends so many bytes, then receives so many.
 *
 * <p><i>Source:</i> libp2p specs, perf.
 */
public final class Perf {
    /** What is spoken. */
    public static final Protocol PROTOCOL = new Protocol("/perf/1.0.0");

    private static final int BLOCK_BYTES = 64 * 1024;
    private static final Limits.Streams STREAMS = new Limits.Streams(8, 64);
    private static final Duration PER_CALL = Duration.ofSeconds(30);

    private Perf() {}

    /** Answers anybody whom the host's gate lets in. */
    public static Host.Registration serve(Host host) {
        return host.serve(PROTOCOL, STREAMS, Perf::answer);
    }

    private static void answer(Stream stream) throws IOException {
        stream.deadline(PER_CALL);
        byte[] head = stream.in().readNBytes(Long.BYTES);
        if (head.length < Long.BYTES) {
            throw new EOFException("perf: the stream ended before it said how much to send");
        }
        drain(stream.in());
        fill(stream.out(), ByteBuffer.wrap(head).getLong());
    }

    /**
     * Runs once.
     *
     * @param amounts how many bytes to send and to receive
     * @throws ProtocolException if the peer sent another number of bytes
     */
    public static void run(Connection connection, Amounts amounts) throws IOException, InterruptedException {
        try (Stream stream = connection.open(PROTOCOL)) {
            stream.deadline(PER_CALL);
            stream.out()
                    .write(ByteBuffer.allocate(Long.BYTES)
                            .putLong(amounts.downBytes)
                            .array());
            fill(stream.out(), amounts.upBytes);
            stream.closeWrite();
            long got = drain(stream.in());
            if (got != amounts.downBytes) {
                throw new ProtocolException("perf: " + got + " bytes came (expected: " + amounts.downBytes + ")");
            }
        }
    }

    private static void fill(OutputStream out, long bytes) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        for (long left = bytes; left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(left, block.length));
        }
    }

    private static long drain(InputStream in) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        long all = 0;
        for (int got = in.read(block); got >= 0; got = in.read(block)) {
            all += got;
        }
        return all;
    }

    /**
     * How much to transfer.
     *
     * @param upBytes to the peer
     * @param downBytes from the peer
     */
    public record Amounts(long upBytes, long downBytes) {}
}
