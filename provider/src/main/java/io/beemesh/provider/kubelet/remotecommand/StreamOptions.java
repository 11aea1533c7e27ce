package io.beemesh.provider.kubelet.remotecommand;

/**
 * Which streams a client wants.
 *
 * @param stdin whether the client sends input
 * @param stdout whether the client wants the output
 * @param stderr whether the client wants the error output; never true with a terminal, which has one output only
 * @param tty whether the command gets a terminal
 */
public record StreamOptions(boolean stdin, boolean stdout, boolean stderr, boolean tty) {

    /** A terminal has no error output of its own, as in the kubelet. */
    public StreamOptions {
        stderr = stderr && !tty;
    }

    /** Whether no stream at all is wanted, which the kubelet refuses. */
    public boolean none() {
        return !stdin && !stdout && !stderr;
    }
}
