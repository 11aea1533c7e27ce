package io.beemesh.provider.kubelet.spdy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.Deflater;

/** Encodes the header blocks of one connection in their order. */
final class HeaderDeflater implements AutoCloseable {
    private final Deflater deflater = new Deflater();

    HeaderDeflater() {
        deflater.setDictionary(SpdyDictionary.get());
    }

    byte[] encode(Map<String, String> headers) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        number(block, headers.size());
        headers.forEach((name, value) -> {
            text(block, name);
            text(block, value);
        });
        deflater.setInput(block.toByteArray());
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        while (length > 0) {
            compressed.write(buffer, 0, length);
            // A buffer that is not full ends the flush; another call would only repeat its mark.
            length = length < buffer.length ? 0 : deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        }
        return compressed.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int number) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        number(out, bytes.length);
        out.writeBytes(bytes);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
