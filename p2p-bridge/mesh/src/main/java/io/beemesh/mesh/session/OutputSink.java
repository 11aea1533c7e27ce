package io.beemesh.mesh.session;

import java.io.IOException;

/** Takes what a process writes. A call that blocks slows the process down; one that fails ends the session. */
public interface OutputSink {
    /** Bytes of its standard output, or of its terminal; the buffer is the callee's only until it returns. */
    void stdout(byte[] buffer, int offset, int length) throws IOException;

    /** Bytes of its standard error; the buffer is the callee's only until it returns. */
    void stderr(byte[] buffer, int offset, int length) throws IOException;
}
