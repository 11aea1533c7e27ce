package io.beemesh.libp2p.ping;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.Stream;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * One stream on which 32 bytes go forth and come back, again and again. For one thread.
 *
 * <p><i>Source:</i> libp2p specs, ping. go-libp2p ends an inbound stream after 30 s: open a new one then.
 */
public final class Ping implements AutoCloseable {
    /** What is spoken. */
    public static final Protocol PROTOCOL = new Protocol("/ipfs/ping/1.0.0");

    private static final int BYTES = 32;
    private static final Limits.Streams STREAMS = new Limits.Streams(2, 65_536);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Stream stream;
    private final RandomGenerator random;
    private final LongSupplier ticker;

    private Ping(Stream stream, RandomGenerator random, LongSupplier ticker) {
        this.stream = stream;
        this.random = random;
        this.ticker = ticker;
    }

    /** Answers the pings of others; a peer may have two streams of it. */
    public static Host.Registration serve(Host host) {
        return host.serve(PROTOCOL, STREAMS, Ping::echo);
    }

    private static void echo(Stream stream) throws IOException {
        byte[] data = new byte[BYTES];
        while (stream.in().readNBytes(data, 0, BYTES) == BYTES) {
            stream.out().write(data);
        }
    }

    /**
     * Opens a stream for pings.
     *
     * @param ticker nanoseconds that only grow
     */
    public static Ping open(Connection connection, RandomGenerator random, LongSupplier ticker)
            throws IOException, InterruptedException {
        Stream stream = connection.open(PROTOCOL);
        stream.deadline(ANSWER);
        return new Ping(stream, random, ticker);
    }

    /**
     * Sends 32 random bytes and waits for them.
     *
     * @return how long that took
     * @throws ProtocolException if others came back
     * @throws java.net.SocketTimeoutException if none came within 10 s
     */
    public Duration ping() throws IOException {
        byte[] data = new byte[BYTES];
        random.nextBytes(data);
        long startNanos = ticker.getAsLong();
        stream.out().write(data);
        byte[] back = stream.in().readNBytes(BYTES);
        if (!Arrays.equals(data, back)) {
            throw new ProtocolException("ping: " + back.length + " bytes came back, and not those that were sent");
        }
        return Duration.ofNanos(ticker.getAsLong() - startNanos);
    }

    @Override
    public void close() {
        stream.close();
    }
}
