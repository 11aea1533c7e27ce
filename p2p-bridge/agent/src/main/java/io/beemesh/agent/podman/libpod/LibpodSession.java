package io.beemesh.agent.podman.libpod;

import io.beemesh.agent.podman.ExecSession;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.podman.http.UnixHttpClient.Upgraded;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session over an upgraded connection: raw bytes with a terminal, frames of 8 bytes and a payload without. */
final class LibpodSession implements ExecSession {

    private static final Logger log = LoggerFactory.getLogger(LibpodSession.class);

    private static final int PIECE_BYTES_MAX = 32 * 1024;
    private static final int HEADER_BYTES = 8;
    private static final int STDERR = 2;

    /**
     * Podman learns of an end a little after the streams have ended; and of a beginning a little after it was asked.
     */
    private static final int TRIES = 250;

    private static final long TRY_MILLIS = 20;

    /** What Podman writes instead of output when the runtime could not run the command. */
    private static final Pattern NOT_RUN = Pattern.compile(
            "Error: .*(exec failed|OCI runtime|unable to start container process|crun: ).*", Pattern.DOTALL);

    private final Sessions.Target target;
    private final Upgraded upgraded;
    private final InputStream in;
    private final boolean tty;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int frameLeft;
    private boolean frameIsError;
    private boolean begun;
    private @Nullable String notRun;

    LibpodSession(Sessions.Target target, Upgraded upgraded, boolean tty) {
        this.target = target;
        this.upgraded = upgraded;
        this.in = upgraded.response().getBody();
        this.tty = tty;
    }

    @Override
    public OutputStream stdin() {
        return upgraded.out();
    }

    @Override
    public @Nullable Output read() throws IOException {
        Output output = tty ? readRaw() : readFramed();
        if (output == null || begun) {
            return notRun == null ? output : drain(output);
        }
        begun = true;
        String text = new String(output.bytes(), StandardCharsets.UTF_8);
        if ((tty || output.error()) && NOT_RUN.matcher(text).matches()) {
            notRun = text.substring("Error: ".length()).strip();
            return drain(output);
        }
        return output;
    }

    /** What follows Podman's own error is more of it, and no output of the command. */
    private @Nullable Output drain(@Nullable Output first) throws IOException {
        Output output = first;
        while (output != null) {
            output = tty ? readRaw() : readFramed();
        }
        return null;
    }

    private @Nullable Output readRaw() throws IOException {
        return piece(false, PIECE_BYTES_MAX);
    }

    private @Nullable Output readFramed() throws IOException {
        while (frameLeft == 0) {
            byte[] header = in.readNBytes(HEADER_BYTES);
            if (header.length == 0) {
                return null;
            }
            if (header.length < HEADER_BYTES) {
                throw new EOFException("podman broke off within the head of a frame");
            }
            frameIsError = header[0] == STDERR;
            frameLeft = ByteBuffer.wrap(header).getInt(4);
            if (frameLeft < 0) {
                throw new PodmanException("podman announced a frame of " + frameLeft + " bytes", null);
            }
        }
        Output output = piece(frameIsError, Math.min(frameLeft, PIECE_BYTES_MAX));
        if (output == null) {
            throw new EOFException("podman broke off within a frame");
        }
        frameLeft -= output.bytes().length;
        return output;
    }

    private @Nullable Output piece(boolean error, int bytesMax) throws IOException {
        byte[] buffer = new byte[bytesMax];
        int read = in.read(buffer, 0, bytesMax);
        return read < 0 ? null : new Output(error, read == bytesMax ? buffer : Arrays.copyOf(buffer, read));
    }

    @Override
    public void resize(Size size) throws PodmanException {
        for (int tries = 0; tries < TRIES && closed.getCount() > 0; tries++) {
            try {
                target.resize(size);
                return;
            } catch (PodmanException e) {
                if (!e.isConflict() || (begun && target.outcome().isPresent())) {
                    throwUnlessGone(e);
                    return;
                }
            }
            if (pauseEnds()) {
                return;
            }
        }
    }

    private static void throwUnlessGone(PodmanException e) throws PodmanException {
        if (!e.isConflict() && !e.isNotFound()) {
            throw e;
        }
    }

    /** Waits for the next try; true if there is none. */
    private boolean pauseEnds() {
        try {
            return closed.await(TRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public Outcome await() throws PodmanException, InterruptedException {
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<Outcome> outcome = target.outcome();
            if (outcome.isPresent()) {
                return explained(outcome.get());
            }
            if (closed.await(TRY_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new PodmanException("the session was closed before its process ended", null);
            }
        }
        throw new PodmanException(
                "the streams ended, but the process did not within " + TRIES * TRY_MILLIS + " ms", null);
    }

    private Outcome explained(Outcome outcome) {
        String message = notRun;
        return message != null && outcome instanceof Ended(int code) ? new NotRun(code, message) : outcome;
    }

    @Override
    public void close() {
        if (closed.getCount() == 0) {
            return;
        }
        closed.countDown();
        try {
            target.kill();
        } catch (PodmanException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("exec process not killed");
        } finally {
            upgraded.response().close();
        }
    }
}
