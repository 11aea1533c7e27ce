package io.beemesh.mesh.frame;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes messages, each with its length before it as an unsigned varint.
 *
 * <p>One message is one write to the stream below. Not for two threads at once.
 */
public final class FrameWriter {
    private final OutputStream out;

    /** Writes to a stream, which it does not close. */
    public FrameWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes one message; blocks while the peer takes no more.
     *
     * @throws FrameException if it is longer than its kind allows; nothing was written then
     */
    public <T extends MessageLite> void write(MessageKind<T> kind, T message) throws IOException {
        int length = message.getSerializedSize();
        if (length > kind.capBytes()) {
            throw new FrameException("%s of %d bytes (expected: at most %d); nothing was sent"
                    .formatted(kind.name(), length, kind.capBytes()));
        }
        byte[] frame = new byte[CodedOutputStream.computeUInt32SizeNoTag(length) + length];
        CodedOutputStream coded = CodedOutputStream.newInstance(frame);
        coded.writeUInt32NoTag(length);
        message.writeTo(coded);
        coded.checkNoSpaceLeft();
        out.write(frame);
        out.flush();
    }
}
