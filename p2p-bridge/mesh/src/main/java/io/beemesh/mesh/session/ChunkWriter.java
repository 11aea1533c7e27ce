package io.beemesh.mesh.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.beemesh.libp2p.Stream;
import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.wire.Chunk;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/** Writes chunks, whole ones, from any thread; blocks while the peer takes no more. */
final class ChunkWriter {
    /** The most data in one chunk. */
    static final int DATA_BYTES_MAX = 32 * 1024;

    private final FrameWriter out;
    private final ReentrantLock lock = new ReentrantLock();

    ChunkWriter(Stream stream) {
        this.out = new FrameWriter(stream.out());
    }

    /** Writes one chunk. */
    void write(Chunk chunk) throws IOException {
        lock.lock();
        try {
            out.write(MessageKind.CHUNK, chunk);
        } finally {
            lock.unlock();
        }
    }

    /** Writes data in as many chunks as it takes, {@code kind} says of which kind they are. */
    void write(BiConsumer<Chunk.Builder, ByteString> kind, byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, DATA_BYTES_MAX);
            // Wrapped, not copied: the chunk is on its way before this returns and nobody else sees it.
            ByteString data = UnsafeByteOperations.unsafeWrap(buffer, offset + done, count);
            Chunk.Builder chunk = Chunk.newBuilder();
            kind.accept(chunk, data);
            write(chunk.build());
            done += count;
        }
    }
}
