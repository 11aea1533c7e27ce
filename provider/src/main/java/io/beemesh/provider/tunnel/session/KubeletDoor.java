package io.beemesh.provider.tunnel.session;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The one place that a tunnel leads to: the node's own kubelet API. */
public interface KubeletDoor {
    /** Whether an address that a server asks for means this kubelet. What is asked for is compared, never dialed. */
    boolean answersTo(String address);

    /**
     * Connects to the kubelet API. Blocks for 10 s at most.
     *
     * @throws IOException if it does not listen
     */
    Line open() throws IOException;

    /** A connection to the kubelet API; closing it ends reads and writes that block. */
    interface Line extends Closeable {
        /** What the kubelet says. */
        InputStream input() throws IOException;

        /** What it is told. */
        OutputStream output() throws IOException;
    }
}
