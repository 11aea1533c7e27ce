package io.beemesh.provider.tunnel.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message as the payload of one binary WebSocket message: {@code id connection type [deadline] body}, numbers as
 * {@link Varint}s, the body to the end, so that nothing is ever allocated by a length that somebody claims.
 *
 * <p><i>Source:</i> rancher/remotedialer {@code message.go}; deadlines are sent as it sends them, and read by nobody.
 */
public final class MessageCodec {
    /** The most of an address or of a reason that is looked at, bytes. A real address is far shorter. */
    public static final int TEXT_BYTES_MAX = 266;

    /** The most of a reason that remotedialer reads, bytes. */
    public static final int REASON_BYTES_MAX = 100;

    private static final int DATA = 1;
    private static final int CONNECT = 2;
    private static final int ERROR = 3;
    private static final int PAUSE = 6;
    private static final int RESUME = 7;
    private static final long DEADLINE_MILLIS = 15_000;
    private static final int HEAD_BYTES_MAX = 4 * Varint.BYTES_MAX;

    private MessageCodec() {}

    /**
     * Reads a message.
     *
     * @param payload which {@link TunnelMessage.Data} keeps a read-only view of
     * @throws MalformedMessageException if its head cannot be read
     */
    public static TunnelMessage decode(ByteBuffer payload) throws MalformedMessageException {
        ByteBuffer rest = payload.asReadOnlyBuffer();
        Varint.skip(rest); // a counter
        long connection = Varint.read(rest);
        long type = Varint.read(rest);
        if (type == DATA || type == CONNECT) {
            Varint.skip(rest); // a deadline
        }
        if (type == DATA) {
            return new TunnelMessage.Data(connection, rest.slice());
        } else if (type == CONNECT) {
            return new TunnelMessage.Connect(connection, text(rest));
        } else if (type == ERROR) {
            return new TunnelMessage.Fault(connection, text(rest));
        } else if (type == PAUSE) {
            return new TunnelMessage.Pause(connection);
        } else if (type == RESUME) {
            return new TunnelMessage.Resume(connection);
        }
        return new TunnelMessage.Other(connection, type);
    }

    /**
     * Writes a message; a reason is cut to {@link #REASON_BYTES_MAX}.
     *
     * @param id a counter that the other side does not look at
     */
    public static ByteBuffer encode(long id, TunnelMessage message) {
        return switch (message) {
            case TunnelMessage.Data(long connection, ByteBuffer bytes) ->
                write(head(id, connection, DATA, bytes.remaining()), bytes.duplicate());
            case TunnelMessage.Connect(long connection, String address) ->
                write(head(id, connection, CONNECT, 3 * address.length()), StandardCharsets.UTF_8.encode(address));
            case TunnelMessage.Fault(long connection, String reason) ->
                write(head(id, connection, ERROR, REASON_BYTES_MAX), cut(StandardCharsets.UTF_8.encode(reason)));
            case TunnelMessage.Pause(long connection) ->
                head(id, connection, PAUSE, 0).flip();
            case TunnelMessage.Resume(long connection) ->
                head(id, connection, RESUME, 0).flip();
            case TunnelMessage.Other(long connection, long type) ->
                head(id, connection, type, 0).flip();
        };
    }

    private static ByteBuffer head(long id, long connection, long type, int bodyBytes) {
        ByteBuffer buffer = ByteBuffer.allocate(HEAD_BYTES_MAX + bodyBytes);
        Varint.write(buffer, id);
        Varint.write(buffer, connection);
        Varint.write(buffer, type);
        if (type == DATA || type == CONNECT) {
            Varint.write(buffer, DEADLINE_MILLIS);
        }
        return buffer;
    }

    private static ByteBuffer write(ByteBuffer buffer, ByteBuffer body) {
        return buffer.put(body).flip();
    }

    private static ByteBuffer cut(ByteBuffer text) {
        return text.slice(text.position(), Math.min(REASON_BYTES_MAX, text.remaining()));
    }

    private static String text(ByteBuffer rest) {
        return StandardCharsets.UTF_8
                .decode(rest.slice(rest.position(), Math.min(TEXT_BYTES_MAX, rest.remaining())))
                .toString();
    }
}
