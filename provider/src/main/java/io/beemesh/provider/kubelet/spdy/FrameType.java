package io.beemesh.provider.kubelet.spdy;

/** Types of control frames (SPDY/3.1 section 2.6). */
final class FrameType {
    static final int SYN_STREAM = 1;
    static final int SYN_REPLY = 2;
    static final int RST_STREAM = 3;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int HEADERS = 8;

    private FrameType() {}
}
