package io.beemesh.agent.streams;

import io.beemesh.mesh.session.ExecEnd;
import io.beemesh.mesh.session.ExecSession;
import io.beemesh.mesh.session.OutputSink;
import io.beemesh.mesh.session.TerminalSize;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** One of Podman's sessions as one of the mesh's. */
final class PodmanExec implements ExecSession {

    private final io.beemesh.agent.podman.ExecSession session;
    private final boolean hasStdin;
    private final boolean hasExitCode;

    private PodmanExec(io.beemesh.agent.podman.ExecSession session, boolean hasStdin, boolean hasExitCode) {
        this.session = session;
        this.hasStdin = hasStdin;
        this.hasExitCode = hasExitCode;
    }

    /** A command that was started for the session. */
    static PodmanExec ofCommand(io.beemesh.agent.podman.ExecSession session, boolean hasStdin) {
        return new PodmanExec(session, hasStdin, true);
    }

    /** A container's own process: its exit code is the pod's status's to tell, and the session ends well (kubelet). */
    static PodmanExec ofContainer(io.beemesh.agent.podman.ExecSession session, boolean hasStdin) {
        return new PodmanExec(session, hasStdin, false);
    }

    @Override
    public OutputStream stdin() {
        return hasStdin ? session.stdin() : new NoInput();
    }

    private static final class NoInput extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            throw new IOException("the session has no standard input (expected: a request with stdin)");
        }
    }

    @Override
    public void resize(TerminalSize size) throws IOException {
        session.resize(new io.beemesh.agent.podman.ExecSession.Size(size.columns(), size.rows()));
    }

    @Override
    public ExecEnd pump(OutputSink sink) throws IOException {
        for (var output = session.read(); output != null; output = session.read()) {
            byte[] bytes = output.bytes();
            if (output.error()) {
                sink.stderr(bytes, 0, bytes.length);
            } else {
                sink.stdout(bytes, 0, bytes.length);
            }
        }
        if (!hasExitCode) {
            return new ExecEnd.Exited(0);
        }
        try {
            return switch (session.await()) {
                case io.beemesh.agent.podman.ExecSession.Ended ended -> new ExecEnd.Exited(ended.code());
                case io.beemesh.agent.podman.ExecSession.NotRun notRun ->
                    new ExecEnd.Failed(sentence(notRun.message()));
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the session was interrupted");
        }
    }

    /** The runtime's message in the words that the kubelet's runtime puts around it. */
    private static String sentence(String message) {
        String bare = message.replaceFirst("^(runc|crun): ", "")
                .replaceFirst("(?s): OCI runtime attempted to invoke a command that was not found.*$", "")
                .replaceFirst("(?s): OCI permission denied.*$", "");
        return "failed to exec in container: failed to start exec: OCI runtime exec failed: " + bare + ": unknown";
    }

    @Override
    public void close() {
        session.close();
    }
}
