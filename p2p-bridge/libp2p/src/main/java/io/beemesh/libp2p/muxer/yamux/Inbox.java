package io.beemesh.libp2p.muxer.yamux;

import java.io.IOException;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * What frames of the peer do. Runs on the session's reading thread and never waits.
 *
 * <p>Traps of other implementations that it bears: ends and resets ride on window updates; flags combine; a reset's
 * length is a code and no credit; frames are as long as the window; frames for streams that are gone are skipped.
 */
final class Inbox implements FrameReader.Handler {
    private static final int KNOWN_FLAGS = Frame.SYN | Frame.ACK | Frame.FIN | Frame.RST;

    private final YamuxSession session;
    private @Nullable YamuxStream target;
    private int flags;

    Inbox(YamuxSession session) {
        this.session = session;
    }

    @Override
    public void frame(Frame frame) throws IOException {
        if ((frame.flags() & ~KNOWN_FLAGS) != 0) {
            throw new ProtocolException("yamux: flags " + frame.flags() + " (expected: 0 to 15)");
        }
        switch (frame.type()) {
            case Frame.DATA -> data(frame);
            case Frame.WINDOW -> window(frame);
            case Frame.PING -> session.pinged(frame);
            case Frame.GO_AWAY -> session.peerGoesAway(frame.length());
            default -> throw new ProtocolException("yamux: frame type " + frame.type() + " (expected: 0 to 3)");
        }
    }

    private void data(Frame frame) throws IOException {
        YamuxStream stream = stream(frame);
        target = stream;
        flags = frame.flags();
        if (frame.unsignedLength() > session.settings().limits().window()
                || (stream != null && !stream.admits(frame.unsignedLength()))) {
            throw new ProtocolException("yamux: " + frame.unsignedLength() + " bytes for stream " + frame.stream()
                    + " are more than it has credit for");
        }
    }

    private void window(Frame frame) throws IOException {
        YamuxStream stream = stream(frame);
        if (stream != null && !frame.has(Frame.RST)) {
            stream.credited(frame.unsignedLength());
        }
        end(stream, frame.flags(), frame.length());
    }

    private @Nullable YamuxStream stream(Frame frame) throws IOException {
        if (frame.stream() == 0) {
            throw new ProtocolException("yamux: frame of type " + frame.type() + " for stream 0, the session");
        }
        if (frame.has(Frame.SYN)) {
            return session.accept(frame.stream());
        }
        YamuxStream stream = session.stream(frame.stream());
        if (stream != null && stream.acknowledge()) {
            session.acknowledged();
        }
        return stream;
    }

    @Override
    public void payload(byte[] bytes, int offset, int length) throws IOException {
        YamuxStream stream = target;
        if (stream == null) {
            return;
        }
        int credit = stream.arrived(bytes, offset, length);
        if (credit > 0) {
            session.control(new Frame(Frame.WINDOW, 0, stream.id(), credit));
        }
        if (stream.floods()) {
            stream.reset(0);
            target = null;
        }
    }

    @Override
    public void payloadEnd() {
        end(target, flags, 0);
        target = null;
    }

    private void end(@Nullable YamuxStream stream, int ending, int code) {
        if (stream == null) {
            return;
        }
        if ((ending & Frame.RST) != 0) {
            stream.fail(new StreamEnd.ResetByPeer(code));
        } else if ((ending & Frame.FIN) != 0) {
            stream.finished();
            session.forgetIfDone(stream);
        }
    }
}
