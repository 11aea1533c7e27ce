package io.beemesh.libp2p.muxer.yamux;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** The writing side of a stream. */
final class YamuxOutput extends OutputStream {
    private final YamuxStream stream;

    YamuxOutput(YamuxStream stream) {
        this.stream = stream;
    }

    @Override
    public void write(int value) throws IOException {
        stream.write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        stream.write(source, offset, length);
    }

    @Override
    public void close() throws IOException {
        stream.closeWrite();
    }
}
