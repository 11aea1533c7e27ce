package io.beemesh.mesh.testing;

import io.beemesh.mesh.session.ExecEnd;
import io.beemesh.mesh.session.ExecSession;
import io.beemesh.mesh.session.OutputSink;
import io.beemesh.mesh.session.TerminalSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** A process that a test scripts: its stdin is a pipe of 64 KiB, its sizes and its end are written down. */
public final class FakeProcess implements ExecSession {
    private static final int PIPE_BYTES = 64 * 1024;

    private final Pipe stdin = new Pipe(PIPE_BYTES);
    private final Script script;
    private final BlockingQueue<TerminalSize> sizes = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What the process does. */
    @FunctionalInterface
    public interface Script {
        /** Runs; what it returns is how the process ended. */
        ExecEnd run(FakeProcess process, OutputSink out) throws IOException;
    }

    /** A process that runs a script. */
    public FakeProcess(Script script) {
        this.script = script;
    }

    /** What is written to its stdin. */
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return stdin.read(buffer, offset, length, Duration.ZERO);
            }
        };
    }

    /** The sizes that its terminal was given. */
    public BlockingQueue<TerminalSize> sizes() {
        return sizes;
    }

    /** Falls when the process is closed. */
    public CountDownLatch closed() {
        return closed;
    }

    @Override
    public OutputStream stdin() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                stdin.write(buffer, offset, length, Duration.ZERO);
            }

            @Override
            public void close() {
                stdin.finish();
            }
        };
    }

    @Override
    public void resize(TerminalSize size) {
        sizes.add(size);
    }

    @Override
    public ExecEnd pump(OutputSink sink) throws IOException {
        return script.run(this, sink);
    }

    @Override
    public void close() {
        stdin.reset();
        closed.countDown();
    }
}
