package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.NoSuchProtocolException;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.multistream.Multistream;
import io.beemesh.libp2p.muxer.yamux.YamuxStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream whose protocol is proposed, and perhaps not yet answered.
 *
 * <p>The answer is read before the first byte is, and before the write side is closed, as js-libp2p loses data that
 * were half-closed before it answered.
 */
final class HostStream implements Stream {
    private final Connection connection;
    private final Protocol protocol;
    private final YamuxStream stream;
    private final InputStream in;
    private final OutputStream out;
    private final ReentrantLock answering = new ReentrantLock();
    private volatile boolean answered;

    HostStream(Connection connection, Protocol protocol, YamuxStream stream, boolean answered) {
        this.connection = connection;
        this.protocol = protocol;
        this.stream = stream;
        this.answered = answered;
        this.in = new In(stream.in());
        this.out = new Out(stream.out());
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public Protocol protocol() {
        return protocol;
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void deadline(Duration perCall) {
        stream.deadline(perCall);
    }

    @Override
    public void window(int bytes) {
        stream.window(bytes);
    }

    @Override
    public void closeWrite() throws IOException {
        awaitAnswer();
        stream.closeWrite();
    }

    @Override
    public void reset(int code) {
        stream.reset(code);
    }

    @Override
    public void close() {
        stream.close();
    }

    private void awaitAnswer() throws IOException {
        if (answered) {
            return;
        }
        try {
            answering.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("interrupted before " + protocol + " was agreed on").initCause(e);
        }
        try {
            if (!answered) {
                readAnswer();
            }
        } finally {
            answering.unlock();
        }
    }

    private void readAnswer() throws IOException {
        if (!Multistream.answered(stream.in(), protocol.id())) {
            stream.reset(0);
            throw new NoSuchProtocolException(connection.remote() + " does not speak " + protocol);
        }
        answered = true;
    }

    /** Reads the peer's answer first. */
    private final class In extends FilterInputStream {
        In(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            awaitAnswer();
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            awaitAnswer();
            return in.read(target, offset, length);
        }

        @Override
        public int available() throws IOException {
            return answered ? in.available() : 0;
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    /** Closing it is a half-close. */
    private final class Out extends OutputStream {
        private final OutputStream target;

        Out(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int value) throws IOException {
            target.write(value);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            target.write(source, offset, length);
        }

        @Override
        public void close() throws IOException {
            closeWrite();
        }
    }

    @Override
    public String toString() {
        return "stream of " + protocol + " with " + connection.remote();
    }
}
