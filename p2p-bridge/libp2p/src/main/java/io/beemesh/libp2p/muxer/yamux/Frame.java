package io.beemesh.libp2p.muxer.yamux;

/**
 * The 12 bytes before each payload.
 *
 * <p><i>Source:</i> libp2p specs, yamux.
 *
 * @param type {@link #DATA}, {@link #WINDOW}, {@link #PING} or {@link #GO_AWAY}
 * @param flags any of {@link #SYN}, {@link #ACK}, {@link #FIN} and {@link #RST}, combined
 * @param stream the stream's id; 0 for the session
 * @param length of the payload, credit, a ping's number or a code: an unsigned number of 32 bits
 */
record Frame(int type, int flags, int stream, int length) {
    static final int BYTES = 12;

    static final int DATA = 0;
    static final int WINDOW = 1;
    static final int PING = 2;
    static final int GO_AWAY = 3;

    static final int SYN = 1;
    static final int ACK = 2;
    static final int FIN = 4;
    static final int RST = 8;

    static final int GONE_NORMALLY = 0;
    static final int GONE_PROTOCOL_ERROR = 1;

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    long unsignedLength() {
        return Integer.toUnsignedLong(length);
    }

    void write(byte[] target, int at) {
        target[at] = 0;
        target[at + 1] = (byte) type;
        target[at + 2] = (byte) (flags >>> 8);
        target[at + 3] = (byte) flags;
        number(target, at + 4, stream);
        number(target, at + 8, length);
    }

    /** Reads the fields behind the version, which the caller has checked. */
    static Frame read(byte[] source) {
        int flags = ((source[2] & 0xff) << 8) | (source[3] & 0xff);
        return new Frame(source[1] & 0xff, flags, number(source, 4), number(source, 8));
    }

    private static void number(byte[] target, int at, int value) {
        target[at] = (byte) (value >>> 24);
        target[at + 1] = (byte) (value >>> 16);
        target[at + 2] = (byte) (value >>> 8);
        target[at + 3] = (byte) value;
    }

    private static int number(byte[] source, int at) {
        return ((source[at] & 0xff) << 24)
                | ((source[at + 1] & 0xff) << 16)
                | ((source[at + 2] & 0xff) << 8)
                | (source[at + 3] & 0xff);
    }
}
