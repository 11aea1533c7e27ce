package io.beemesh.agent.streams;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A log that grows, read line by line. conmon begins a new file under the same name when the old one is full: that is
 * noticed at the end of the old one. A line is read when its end is there. For one thread.
 */
final class LogFile implements AutoCloseable {

    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int LINE_BYTES_MAX = 1 << 20;

    private final Path path;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private @Nullable FileChannel channel;
    private @Nullable Object identity;

    LogFile(Path path) {
        this.path = path;
    }

    /** Goes to where so many lines are left; to the beginning if there are fewer. Before the first read. */
    void seekTail(long lines) throws IOException {
        FileChannel file = open();
        if (file == null) {
            return;
        }
        long wanted = lines + 1; // the end of the line before them
        long position = file.size();
        ByteBuffer block = ByteBuffer.allocate(BUFFER_BYTES);
        while (position > 0) {
            int length = (int) Math.min(block.capacity(), position);
            position -= length;
            block.clear().limit(length);
            readFully(file, block, position);
            for (int i = length - 1; i >= 0; i--) {
                if (block.get(i) == '\n' && --wanted == 0) {
                    file.position(position + i + 1);
                    return;
                }
            }
        }
        file.position(0);
    }

    private static void readFully(FileChannel file, ByteBuffer block, long position) throws IOException {
        while (block.hasRemaining()) {
            if (file.read(block, position + block.position()) < 0) {
                throw new IOException("the log was cut while it was read");
            }
        }
    }

    /** The next whole line, or null if there is none yet. */
    byte @Nullable [] next() throws IOException {
        while (true) {
            while (buffer.hasRemaining()) {
                byte b = buffer.get();
                if (b == '\n') {
                    byte[] whole = line.toByteArray();
                    line.reset();
                    return whole;
                }
                if (line.size() < LINE_BYTES_MAX) {
                    line.write(b);
                }
            }
            if (!fill()) {
                return null;
            }
        }
    }

    private boolean fill() throws IOException {
        FileChannel file = open();
        if (file == null) {
            return false;
        }
        if (read(file)) {
            return true;
        }
        if (!isReplaced()) {
            return false;
        }
        // What was written between the last read and the replacement.
        if (read(file)) {
            return true;
        }
        file.close();
        channel = null;
        line.reset();
        FileChannel successor = open();
        return successor != null && read(successor);
    }

    private boolean read(FileChannel file) throws IOException {
        buffer.clear();
        int read = file.read(buffer);
        buffer.flip();
        return read > 0;
    }

    private boolean isReplaced() throws IOException {
        try {
            return !Objects.equals(identity, fileKey());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private @Nullable FileChannel open() throws IOException {
        if (channel == null) {
            try {
                identity = fileKey();
                channel = FileChannel.open(path, StandardOpenOption.READ);
            } catch (NoSuchFileException e) {
                // Not written yet.
                return null;
            }
        }
        return channel;
    }

    private @Nullable Object fileKey() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
