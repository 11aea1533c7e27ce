package io.beemesh.mesh.session;

import io.beemesh.libp2p.Stream;
import java.io.FilterInputStream;

/** A log's bytes. Closing it resets the stream, so that the host stops reading the log. */
final class LogInput extends FilterInputStream {
    private final Stream stream;

    LogInput(Stream stream) {
        super(stream.in());
        this.stream = stream;
    }

    @Override
    public void close() {
        stream.reset(0);
    }
}
