package io.beemesh.provider.kubelet.spdy;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A frame of SPDY/3.1 (section 2.2). Stream ids are 31 bits.
 *
 * <p>Header names are in lower case; a name that comes with several values has them joined by a NUL.
 */
public sealed interface SpdyFrame {
    /** Status of {@link RstStream}: the peer broke the protocol. */
    int PROTOCOL_ERROR = 1;

    /** Status of {@link RstStream}: the stream was refused before anything was done for it. */
    int REFUSED_STREAM = 3;

    /** Status of {@link RstStream}: the stream is no longer wanted. */
    int CANCEL = 5;

    /**
     * A new stream.
     *
     * @param stream its id
     * @param headers its headers
     * @param fin whether the sender sends nothing on it
     */
    record SynStream(int stream, Map<String, String> headers, boolean fin) implements SpdyFrame {
        /** Copies the headers. */
        public SynStream {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * A stream is accepted.
     *
     * @param stream its id
     * @param headers headers of the reply
     * @param fin whether the sender sends nothing on it
     */
    record SynReply(int stream, Map<String, String> headers, boolean fin) implements SpdyFrame {
        /** Copies the headers. */
        public SynReply {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * Bytes of a stream.
     *
     * @param stream its id
     * @param bytes the bytes, the receiver's own
     * @param fin whether they are the sender's last
     */
    record Data(int stream, ByteBuffer bytes, boolean fin) implements SpdyFrame {}

    /**
     * A stream is ended at once.
     *
     * @param stream its id
     * @param status why
     */
    record RstStream(int stream, int status) implements SpdyFrame {}

    /**
     * A ping, or the answer to one.
     *
     * @param id odd if the client began it, even if the server did
     */
    record Ping(int id) implements SpdyFrame {}

    /**
     * No further streams will be accepted.
     *
     * @param lastStream the last stream of the receiver that was accepted
     */
    record GoAway(int lastStream) implements SpdyFrame {}

    /**
     * A frame that changes nothing here: settings, window updates, late headers, unknown types. Kubernetes' clients
     * have no flow control in SPDY: TCP's is what holds a sender back.
     *
     * @param type its type
     */
    record Ignored(int type) implements SpdyFrame {}
}
