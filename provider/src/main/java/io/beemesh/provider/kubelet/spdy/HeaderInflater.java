package io.beemesh.provider.kubelet.spdy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decodes the header blocks of one connection in their order: at most 64 KiB each, and 64 headers. */
final class HeaderInflater implements AutoCloseable {
    static final int BLOCK_BYTES_MAX = 64 * 1024;

    private static final int HEADERS_MAX = 64;

    private final Inflater inflater = new Inflater();

    Map<String, String> decode(byte[] compressed) throws SpdyException {
        ByteBuffer block = inflate(compressed);
        int count = size(block, HEADERS_MAX, "headers");
        Map<String, String> headers = HashMap.newHashMap(count);
        for (int i = 0; i < count; i++) {
            String name = text(block).toLowerCase(Locale.ROOT);
            if (name.isEmpty() || headers.put(name, text(block)) != null) {
                throw new SpdyException("header block: a name is empty or comes twice");
            }
        }
        return headers;
    }

    private ByteBuffer inflate(byte[] compressed) throws SpdyException {
        byte[] block = new byte[BLOCK_BYTES_MAX];
        int length = 0;
        inflater.setInput(compressed);
        try {
            while (!inflater.needsInput()) {
                int inflated = inflater.inflate(block, length, block.length - length);
                length += inflated;
                if (inflated == 0 && inflater.needsDictionary()) {
                    inflater.setDictionary(SpdyDictionary.get());
                } else if (length == block.length || (inflated == 0 && !inflater.needsInput())) {
                    throw new SpdyException("header block: ended, or as long as " + BLOCK_BYTES_MAX + " bytes");
                }
            }
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new SpdyException("header block: not compressed as SPDY/3 does", e);
        }
        return ByteBuffer.wrap(Arrays.copyOf(block, length));
    }

    private static String text(ByteBuffer block) throws SpdyException {
        byte[] bytes = new byte[size(block, block.remaining(), "bytes")];
        if (bytes.length > block.remaining()) {
            throw new SpdyException("header block: truncated");
        }
        block.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int size(ByteBuffer block, int max, String what) throws SpdyException {
        if (block.remaining() < Integer.BYTES) {
            throw new SpdyException("header block: truncated");
        }
        int size = block.getInt();
        if (size < 0 || size > max) {
            throw new SpdyException("header block: " + Integer.toUnsignedString(size) + " " + what);
        }
        return size;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
