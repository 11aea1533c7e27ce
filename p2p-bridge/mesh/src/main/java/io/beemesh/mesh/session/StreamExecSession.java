package io.beemesh.mesh.session;

import io.beemesh.libp2p.Stream;
import io.beemesh.mesh.frame.FrameException;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.wire.Chunk;
import io.beemesh.mesh.wire.Exit;
import io.beemesh.mesh.wire.Resize;
import io.beemesh.mesh.wire.StdinClosed;
import java.io.IOException;
import java.io.OutputStream;

/** The provider's end of a conversation: chunks over one stream. */
final class StreamExecSession implements ExecSession {
    private final Stream stream;
    private final ChunkWriter out;
    private final OutputStream stdin;

    StreamExecSession(Stream stream, boolean withStdin) {
        this.stream = stream;
        this.out = new ChunkWriter(stream);
        this.stdin = withStdin ? new Stdin() : new NoStdin();
    }

    @Override
    public OutputStream stdin() {
        return stdin;
    }

    @Override
    public void resize(TerminalSize size) throws IOException {
        out.write(Chunk.newBuilder()
                .setResize(Resize.newBuilder().setColumns(size.columns()).setRows(size.rows()))
                .build());
    }

    @Override
    public ExecEnd pump(OutputSink sink) throws IOException {
        FrameReader in = new FrameReader(stream.in());
        try {
            while (true) {
                Chunk chunk = in.read(MessageKind.CHUNK);
                switch (chunk.getKindCase()) {
                    case STDOUT -> {
                        byte[] data = chunk.getStdout().toByteArray();
                        sink.stdout(data, 0, data.length);
                    }
                    case STDERR -> {
                        byte[] data = chunk.getStderr().toByteArray();
                        sink.stderr(data, 0, data.length);
                    }
                    case EXIT -> {
                        return end(chunk.getExit());
                    }
                    case STDIN, STDIN_CLOSED, RESIZE ->
                        throw new FrameException(
                                "the host sent " + chunk.getKindCase() + ", which only a provider may");
                    case KIND_NOT_SET -> {
                        // The host looks whether this end is still there.
                    }
                }
            }
        } finally {
            close();
        }
    }

    private static ExecEnd end(Exit exit) {
        return exit.getError().isEmpty() ? new ExecEnd.Exited(exit.getCode()) : new ExecEnd.Failed(exit.getError());
    }

    @Override
    public void close() {
        stream.reset(0);
    }

    /** Data to the process, in chunks; closing it says that no more follows. */
    private final class Stdin extends OutputStream {
        private boolean closed;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            if (closed) {
                throw new IOException("stdin is closed");
            }
            out.write(Chunk.Builder::setStdin, buffer, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                out.write(Chunk.newBuilder()
                        .setStdinClosed(StdinClosed.getDefaultInstance())
                        .build());
            }
        }
    }

    /** The request asked for no stdin. */
    private static final class NoStdin extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("the request asked for no stdin");
        }
    }
}
