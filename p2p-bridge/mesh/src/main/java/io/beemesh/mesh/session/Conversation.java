package io.beemesh.mesh.session;

import io.beemesh.libp2p.Stream;
import io.beemesh.mesh.frame.FrameException;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.wire.Chunk;
import io.beemesh.mesh.wire.Exit;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process on a host and the provider that speaks with it.
 *
 * <p>Three threads, so that no direction waits for another: the serving one carries output, one carries input, and one
 * now and then writes a chunk that says nothing. The last one learns that the provider is gone also when the process
 * takes no input and gives no output.
 */
final class Conversation {
    private final Stream stream;
    private final ExecSession process;
    private final ChunkWriter out;
    private final CountDownLatch over = new CountDownLatch(1);

    Conversation(Stream stream, ExecSession process) {
        this.stream = stream;
        this.process = process;
        this.out = new ChunkWriter(stream);
    }

    /** Runs until the process has ended, or the provider has gone: then the process is closed. */
    void run(Duration pulse) throws IOException {
        Thread.ofVirtual().name("bm-exec-in").start(this::carryInput);
        Thread.ofVirtual().name("bm-exec-pulse").start(() -> pulse(pulse));
        try {
            ExecEnd end = process.pump(new Output());
            out.write(Chunk.newBuilder().setExit(exit(end)).build());
            stream.closeWrite();
        } finally {
            over.countDown();
        }
    }

    private static Exit exit(ExecEnd end) {
        return switch (end) {
            case ExecEnd.Exited exited ->
                Exit.newBuilder().setCode(exited.code()).build();
            case ExecEnd.Failed failed ->
                Exit.newBuilder().setError(failed.message()).build();
        };
    }

    private void carryInput() {
        FrameReader in = new FrameReader(stream.in());
        try {
            Optional<Chunk> chunk = in.readIfAny(MessageKind.CHUNK);
            while (chunk.isPresent()) {
                take(chunk.get());
                chunk = in.readIfAny(MessageKind.CHUNK);
            }
        } catch (IOException e) {
            // Reset by the provider, or not a word that it may say: as with a plain end, there is nobody to speak with.
        } finally {
            hangUp();
        }
    }

    private void take(Chunk chunk) throws IOException {
        switch (chunk.getKindCase()) {
            case STDIN -> writeInput(chunk);
            case STDIN_CLOSED -> process.stdin().close();
            case RESIZE -> process.resize(size(chunk));
            case STDOUT, STDERR, EXIT ->
                throw new FrameException("the provider sent " + chunk.getKindCase() + ", which only a host may");
            case KIND_NOT_SET -> {
                // Says nothing.
            }
        }
    }

    /** What a process does not want to read is dropped, as a pipe's reader that is gone would have it. */
    private void writeInput(Chunk chunk) {
        OutputStream stdin = process.stdin();
        try {
            chunk.getStdin().writeTo(stdin);
            stdin.flush();
        } catch (IOException e) {
            // The process closed its input; its output and its exit code still count.
        }
    }

    private static TerminalSize size(Chunk chunk) throws FrameException {
        int columns = chunk.getResize().getColumns();
        int rows = chunk.getResize().getRows();
        if (columns < 0 || rows < 0 || columns > TerminalSize.SIDE_MAX || rows > TerminalSize.SIDE_MAX) {
            throw new FrameException("a terminal of " + columns + " x " + rows);
        }
        return new TerminalSize(columns, rows);
    }

    private void pulse(Duration interval) {
        try {
            while (!over.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                out.write(Chunk.getDefaultInstance());
            }
        } catch (IOException e) {
            hangUp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hangUp() {
        if (over.getCount() > 0) {
            stream.reset(0);
            process.close();
        }
    }

    private final class Output implements OutputSink {
        @Override
        public void stdout(byte[] buffer, int offset, int length) throws IOException {
            out.write(Chunk.Builder::setStdout, buffer, offset, length);
        }

        @Override
        public void stderr(byte[] buffer, int offset, int length) throws IOException {
            out.write(Chunk.Builder::setStderr, buffer, offset, length);
        }
    }
}
