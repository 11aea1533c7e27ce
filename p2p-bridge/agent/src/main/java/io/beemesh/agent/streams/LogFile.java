package io.beemesh.agent.streams;

import io.beemesh.agent.rotation.LogFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A log, read line by line from its current file on. conmon begins a new file under the same name when the old one is
 * full: that is noticed at the end of the old one, and who follows goes on with the next, as far behind as it may be.
 * A line is read when its end is there. For one thread.
 *
 * <p><i>Source:</i> cri-client, logs.go ReadLogs: what is not followed ends with the file that it began with.
 */
final class LogFile implements AutoCloseable {

    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int LINE_BYTES_MAX = 1 << 20;

    private static final long UNKNOWN = -1;

    private final LogFiles files;
    private final boolean follow;
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes).flip();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private @Nullable ReadableByteChannel channel;
    private @Nullable Object identity;
    private long number = UNKNOWN;

    LogFile(LogFiles files, boolean follow) {
        this.files = files;
        this.follow = follow;
    }

    /** Goes to where so many lines are left; to the beginning if there are fewer. Before the first read. */
    void seekTail(long lines) throws IOException {
        if (!(open() instanceof FileChannel file)) {
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
            int from = buffer.position();
            int end = from;
            while (end < buffer.limit() && bytes[end] != '\n') {
                end++;
            }
            boolean whole = end < buffer.limit();
            if (whole && line.size() == 0) {
                buffer.position(end + 1);
                return Arrays.copyOfRange(bytes, from, end);
            }
            line.write(bytes, from, Math.min(end - from, LINE_BYTES_MAX - line.size()));
            buffer.position(whole ? end + 1 : end);
            if (whole) {
                byte[] all = line.toByteArray();
                line.reset();
                return all;
            }
            if (!fill()) {
                return null;
            }
        }
    }

    private boolean fill() throws IOException {
        ReadableByteChannel file = open();
        if (file == null) {
            return false;
        }
        if (read(file)) {
            return true;
        }
        if (!follow || !isReplaced()) {
            return false;
        }
        // What was written between the last read and the replacement.
        if (read(file)) {
            return true;
        }
        ReadableByteChannel successor = next(file);
        return successor != null && read(successor);
    }

    private boolean read(ReadableByteChannel file) throws IOException {
        buffer.clear();
        int read = file.read(buffer);
        buffer.flip();
        return read > 0;
    }

    /** Whether nothing can come any more; a compressed file, which has no identity, was replaced long ago. */
    private boolean isReplaced() throws IOException {
        try {
            return !Objects.equals(identity, key(files.current()));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private @Nullable ReadableByteChannel next(ReadableByteChannel ended) throws IOException {
        learnNumber();
        Optional<LogFiles.Part> successor = number == UNKNOWN ? Optional.empty() : files.after(number);
        ended.close();
        channel = null;
        number = UNKNOWN;
        line.reset();
        return successor.isPresent() ? open(successor.get()) : open();
    }

    private @Nullable ReadableByteChannel open(LogFiles.Part part) throws IOException {
        try {
            identity = part.compressed() ? null : key(part.path());
            channel = part.compressed()
                    ? Channels.newChannel(new GZIPInputStream(Files.newInputStream(part.path()), BUFFER_BYTES))
                    : FileChannel.open(part.path(), StandardOpenOption.READ);
            number = part.number();
            return channel;
        } catch (NoSuchFileException e) {
            // It was compressed, or removed, just now: what is left of it, or the next.
            Optional<LogFiles.Part> other = files.after(part.number() - 1);
            return other.isPresent() && !other.get().equals(part) ? open(other.get()) : open();
        }
    }

    private @Nullable ReadableByteChannel open() throws IOException {
        try {
            while (channel == null) {
                Object before = key(files.current());
                FileChannel opened = FileChannel.open(files.current(), StandardOpenOption.READ);
                if (before.equals(key(files.current()))) {
                    identity = before;
                    channel = opened;
                    learnNumber();
                } else {
                    opened.close();
                }
            }
        } catch (NoSuchFileException e) {
            // Not written yet.
            return null;
        }
        return channel;
    }

    private void learnNumber() throws IOException {
        if (number == UNKNOWN && identity != null) {
            number = files.numberOf(identity).orElse(UNKNOWN);
        }
    }

    private static Object key(Path path) throws IOException {
        return Objects.requireNonNull(
                Files.readAttributes(path, BasicFileAttributes.class).fileKey(), "Linux has one for each file");
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
