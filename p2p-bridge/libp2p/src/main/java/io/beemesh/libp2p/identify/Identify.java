package io.beemesh.libp2p.identify;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.protobuf.Delimited;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks peers who they are, and tells them.
 *
 * <p><i>Source:</i> libp2p specs, identify.
 */
public final class Identify {
    /** Whoever opens it is told. */
    public static final Protocol PROTOCOL = new Protocol("/ipfs/id/1.0.0");

    /** Whoever opens it tells what changed. */
    public static final Protocol PUSH = new Protocol("/ipfs/id/push/1.0.0");

    /** go and js split what is longer than 8 KiB over up to 10 messages. */
    private static final int MESSAGE_MAX_BYTES = 8 * 1024;

    private static final int MESSAGES_MAX = 10;
    private static final Duration PER_CALL = Duration.ofSeconds(10);

    private Identify() {}

    /** Asks the peer; takes at most some seconds. */
    public static PeerInfo ask(Connection connection) throws IOException, InterruptedException {
        try (Stream stream = connection.open(PROTOCOL)) {
            stream.deadline(PER_CALL);
            stream.closeWrite();
            return read(stream.in());
        }
    }

    /** Tells the peer; it takes what is absent as unchanged. */
    static void push(Connection connection, PeerInfo info) throws IOException, InterruptedException {
        try (Stream stream = connection.open(PUSH)) {
            stream.deadline(PER_CALL);
            write(stream, info);
            stream.closeWrite();
        }
    }

    static void write(Stream stream, PeerInfo info) throws IOException {
        stream.out().write(Delimited.of(info.encode()));
    }

    /** Reads to the end: messages in a row are one, as protobuf merges. */
    static PeerInfo read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < MESSAGES_MAX; i++) {
            Optional<byte[]> part = Delimited.read(in, MESSAGE_MAX_BYTES, "identify");
            if (part.isEmpty()) {
                return PeerInfo.decode(all.toByteArray());
            }
            all.writeBytes(part.get());
        }
        if (in.read() >= 0) {
            throw new ProtocolException("identify: more than " + MESSAGES_MAX + " messages");
        }
        return PeerInfo.decode(all.toByteArray());
    }
}
