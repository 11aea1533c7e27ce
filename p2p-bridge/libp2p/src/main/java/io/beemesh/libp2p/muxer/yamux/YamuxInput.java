package io.beemesh.libp2p.muxer.yamux;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The reading side of a stream. */
final class YamuxInput extends InputStream {
    private final YamuxStream stream;

    YamuxInput(YamuxStream stream) {
        this.stream = stream;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return stream.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        return length == 0 ? 0 : stream.read(target, offset, length);
    }

    @Override
    public int available() {
        return stream.available();
    }
}
