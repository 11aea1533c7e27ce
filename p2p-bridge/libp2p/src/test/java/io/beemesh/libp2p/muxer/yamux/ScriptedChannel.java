package io.beemesh.libp2p.muxer.yamux;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.security.SecureChannel;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A channel whose peer is the test: it says what arrives and sees each frame that is sent. */
final class ScriptedChannel implements SecureChannel {
    private static final byte[] END = {};

    private final PeerId remote = KeyPair.ofSeed(new byte[32]).peerId();
    private final BlockingQueue<byte[]> arriving = new LinkedBlockingQueue<>();
    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final FrameReader frames = new FrameReader(new Recorder());
    private final CountDownLatch closed = new CountDownLatch(1);
    private CountDownLatch sending = new CountDownLatch(0);

    /** A frame that was sent, with its payload. */
    record Sent(Frame frame, String payload) {}

    void arrive(Frame frame, byte[] payload) {
        byte[] bytes = new byte[Frame.BYTES + payload.length];
        frame.write(bytes, 0);
        System.arraycopy(payload, 0, bytes, Frame.BYTES, payload.length);
        arriving.add(bytes);
    }

    void arrive(byte[] bytes) {
        arriving.add(bytes);
    }

    void arriveEnd() {
        arriving.add(END);
    }

    /** The next frame that was sent, or null if none is within five seconds. */
    Sent sent() throws InterruptedException {
        return sent.poll(5, TimeUnit.SECONDS);
    }

    boolean nothingSentYet() {
        return sent.isEmpty();
    }

    /** From now on the peer does not read. */
    void blockSending() {
        sending = new CountDownLatch(1);
    }

    @Override
    public PeerId remote() {
        return remote;
    }

    @Override
    public Optional<String> muxer() {
        return Optional.of(YamuxSession.ID);
    }

    @Override
    public ByteBuffer receive() throws IOException {
        try {
            byte[] next = arriving.take();
            return next == END ? null : ByteBuffer.wrap(next);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketException("interrupted", e);
        }
    }

    @Override
    public void send(byte[] bytes, int offset, int length) throws IOException {
        try {
            sending.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketException("interrupted", e);
        }
        if (closed.getCount() == 0) {
            throw new SocketException("closed");
        }
        frames.accept(ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset, offset + length)));
    }

    @Override
    public void close() {
        closed.countDown();
        sending.countDown();
        arriving.add(END);
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Puts frames together again. */
    private final class Recorder implements FrameReader.Handler {
        private Frame frame = new Frame(0, 0, 0, 0);
        private final StringBuilder payload = new StringBuilder();

        @Override
        public void frame(Frame next) {
            frame = next;
            payload.setLength(0);
            if (next.type() != Frame.DATA) {
                sent.add(new Sent(next, ""));
            }
        }

        @Override
        public void payload(byte[] bytes, int offset, int length) {
            payload.append(new String(bytes, offset, length, java.nio.charset.StandardCharsets.ISO_8859_1));
        }

        @Override
        public void payloadEnd() {
            sent.add(new Sent(frame, payload.toString()));
        }
    }
}
