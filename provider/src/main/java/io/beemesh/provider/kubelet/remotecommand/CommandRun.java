package io.beemesh.provider.kubelet.remotecommand;

import io.beemesh.mesh.session.ExecEnd;
import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.mesh.session.ExecSession;
import io.beemesh.mesh.session.OutputSink;
import io.beemesh.mesh.session.TerminalSize;
import io.beemesh.provider.kubelet.http.Upgraded;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a command for one client. Two threads: this one takes output to the client, another one input to the
 * command; neither ever holds more than one piece, so each side is held back by the other. A client that goes away ends
 * the session, and with it the command.
 */
final class CommandRun {
    private static final Logger log = LoggerFactory.getLogger(CommandRun.class);

    private final Upgraded.Line line;
    private final RemoteStreams streams;
    private final CommandLimits limits;
    private final LongSupplier nanoTicker;
    private final AtomicLong lastNanos;
    private final AtomicReference<Optional<ExecSession>> session = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean clientGone = new AtomicBoolean();
    private final CountDownLatch decided = new CountDownLatch(1);
    private final CountDownLatch inputEnded = new CountDownLatch(1);

    CommandRun(Upgraded.Line line, RemoteStreams streams, CommandLimits limits, LongSupplier nanoTicker) {
        this.line = line;
        this.streams = streams;
        this.limits = limits;
        this.nanoTicker = nanoTicker;
        this.lastNanos = new AtomicLong(nanoTicker.getAsLong());
    }

    /** Runs it to its end; then the connection may be closed. */
    void run(RemoteCommand.Command command) {
        planPing();
        line.start("input", this::takeInput);
        try {
            CommandStatus status = outcome(command);
            if (!clientGone.get()) {
                streams.writeStatus(status);
                streams.finish();
                awaitInputEnd();
            }
        } catch (IOException e) {
            log.atDebug().addKeyValue("cause", e.toString()).log("exec client gone");
        } finally {
            over.set(true);
            session.get().ifPresent(ExecSession::close);
            line.abort();
            awaitInputEnd();
        }
    }

    private CommandStatus outcome(RemoteCommand.Command command) {
        try {
            return switch (command.start()) {
                case ExecOutcome.Refused refused -> new CommandStatus.Failure(refused.message());
                case ExecOutcome.Opened(ExecSession running) -> {
                    session.set(Optional.of(running));
                    decided.countDown();
                    if (clientGone.get()) {
                        running.close(); // it left while the command was started
                    }
                    yield ended(running.pump(new Output()));
                }
            };
        } catch (IOException e) {
            return new CommandStatus.Failure(String.valueOf(e.getMessage()));
        } finally {
            decided.countDown();
        }
    }

    private static CommandStatus ended(ExecEnd end) {
        return switch (end) {
            case ExecEnd.Exited(int code) -> new CommandStatus.Exit(code);
            case ExecEnd.Failed(String message) -> new CommandStatus.Failure(message);
        };
    }

    private void takeInput() {
        try {
            for (Optional<RemoteStreams.Event> event = streams.next(); event.isPresent(); event = streams.next()) {
                alive();
                decided.await();
                session.get().ifPresent(toInput(event.get()));
            }
        } catch (IOException e) {
            log.atDebug().addKeyValue("cause", e.toString()).log("exec input ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clientGone.set(true);
            inputEnded.countDown();
            session.get().ifPresent(ExecSession::close);
        }
    }

    private Consumer<ExecSession> toInput(RemoteStreams.Event event) {
        return running -> {
            try {
                switch (event) {
                    case RemoteStreams.Stdin(ByteBuffer bytes) -> write(running.stdin(), bytes);
                    case RemoteStreams.StdinClosed() -> running.stdin().close();
                    case RemoteStreams.Resized(TerminalSize size) -> running.resize(size);
                }
            } catch (IOException e) {
                // A command may end, or close its input, with input still coming: the rest is dropped, as in a pipe.
                log.atTrace().addKeyValue("cause", e.toString()).log("exec input dropped");
            }
        };
    }

    private void alive() {
        lastNanos.set(nanoTicker.getAsLong());
    }

    private void planPing() {
        line.after(limits.pingEvery(), this::ping);
    }

    private void ping() {
        if (over.get()) {
            return;
        }
        if (nanoTicker.getAsLong() - lastNanos.get() > limits.idle().toNanos()) {
            log.atInfo().addKeyValue("idle", limits.idle()).log("idle exec ended");
            leave();
            return;
        }
        try {
            streams.ping();
            planPing();
        } catch (IOException e) {
            leave();
        }
    }

    /** Ends it from a third thread: the others may both be blocked on the host's side, and read no socket. */
    private void leave() {
        clientGone.set(true);
        line.abort();
        session.get().ifPresent(ExecSession::close);
    }

    private void awaitInputEnd() {
        try {
            if (!inputEnded.await(limits.drain().toMillis(), TimeUnit.MILLISECONDS)) {
                log.atDebug().log("exec client did not close in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(OutputStream stdin, ByteBuffer bytes) throws IOException {
        stdin.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        stdin.flush();
    }

    /** Takes output to the client; that it fails means that the client is gone. */
    private final class Output implements OutputSink {
        @Override
        public void stdout(byte[] buffer, int offset, int length) throws IOException {
            give(() -> streams.writeStdout(ByteBuffer.wrap(buffer, offset, length)));
        }

        @Override
        public void stderr(byte[] buffer, int offset, int length) throws IOException {
            give(() -> streams.writeStderr(ByteBuffer.wrap(buffer, offset, length)));
        }

        private void give(Write write) throws IOException {
            try {
                write.run();
                alive();
            } catch (IOException e) {
                clientGone.set(true);
                throw e;
            }
        }
    }

    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }
}
